package io.zmqf.transport;

import java.nio.charset.StandardCharsets;

import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.security.SocketSecurity;
import org.zeromq.ZMQ;

/** From a socket's security to JeroMQ's options. */
final class SecurityOptions {

	private SecurityOptions() {
	}

	static void apply(SocketSecurity security, ZMQ.Socket socket) {
		if (security instanceof ServerSecurity.Curve server) {
			socket.setCurveServer(true);
			socket.setCurvePublicKey(server.keys().publicKey().bytes());
			socket.setCurveSecretKey(server.keys().secretKey());
		}
		else if (security instanceof ClientSecurity.Curve client) {
			socket.setCurveServerKey(client.serverKey().bytes());
			socket.setCurvePublicKey(client.keys().publicKey().bytes());
			socket.setCurveSecretKey(client.keys().secretKey());
		}
		else if (security instanceof ServerSecurity.Plain) {
			socket.setPlainServer(true);
		}
		else if (security instanceof ClientSecurity.Plain client) {
			socket.setPlainUsername(client.user().getBytes(StandardCharsets.UTF_8));
			socket.setPlainPassword(client.password().getBytes(StandardCharsets.UTF_8));
		}
	}

}
