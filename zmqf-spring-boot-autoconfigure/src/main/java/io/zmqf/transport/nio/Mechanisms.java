package io.zmqf.transport.nio;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.SocketSecurity;
import io.zmqf.zmtp.Mechanism;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import io.zmqf.zmtp.mechanism.PlainServer;

/** From a socket's security to the mechanism of its handshakes. */
final class Mechanisms {

	private Mechanisms() {
	}

	static Mechanism of(SocketSecurity security) {
		if (security instanceof ServerSecurity.Curve server) {
			return new CurveServer(keys(server.keys()));
		}
		if (security instanceof ClientSecurity.Curve client) {
			return new CurveClient(keys(client.keys()), client.serverKey().bytes());
		}
		if (security instanceof ServerSecurity.Plain) {
			return new PlainServer();
		}
		return (security instanceof ClientSecurity.Plain plain) ? new PlainClient(plain.user(), plain.password())
				: new NullMechanism();
	}

	private static CurveKeys keys(CurveKeyPair keys) {
		return CurveKeys.of(keys.secretKey());
	}

}
