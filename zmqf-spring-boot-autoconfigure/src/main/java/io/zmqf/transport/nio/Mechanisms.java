package io.zmqf.transport.nio;

import java.util.List;
import java.util.function.Supplier;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.KeyRing;
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
			return new CurveServer(new ServerKeys(server.keys()));
		}
		if (security instanceof ClientSecurity.Curve client) {
			return new CurveClient(keys(client.keys().first()), client.serverKeys().first().bytes());
		}
		if (security instanceof ServerSecurity.Plain) {
			return new PlainServer();
		}
		return (security instanceof ClientSecurity.Plain plain) ? new PlainClient(plain.user(), plain.password())
				: new NullMechanism();
	}

	/** The keys of a server, computed anew where they have changed. */
	private static final class ServerKeys implements Supplier<List<CurveKeys>> {

		private final KeyRing<CurveKeyPair> ring;

		private List<CurveKeyPair> seen = List.of();

		private List<CurveKeys> keys = List.of();

		ServerKeys(KeyRing<CurveKeyPair> ring) {
			this.ring = ring;
			get();
		}

		@Override
		public List<CurveKeys> get() {
			List<CurveKeyPair> current = this.ring.keys();
			if (current != this.seen) {
				this.keys = current.stream().map(Mechanisms::keys).toList();
				this.seen = current;
			}
			return this.keys;
		}

	}

	private static CurveKeys keys(CurveKeyPair keys) {
		return CurveKeys.of(keys.secretKey());
	}

}
