package io.zmqf.zmtp;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

import io.zmqf.zmtp.curve.Z85;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Live connections with JeroMQ, in both roles. */
class JeroMqTests {

	private volatile boolean isOver;

	@ParameterizedTest
	@EnumSource
	void speaksWithJeroMq(Conversation conversation) throws Exception {
		try (ServerSocket listener = Conversation.listen(); ZContext context = new ZContext()) {
			ZMQ.Socket peer = context.createSocket(conversation.isServer() ? SocketType.DEALER : SocketType.ROUTER);
			peer.setLinger(0);
			peer.setReceiveTimeOut(100);
			secure(peer, conversation);
			Thread echo = new Thread(() -> echo(peer));
			try (Socket socket = conversation.isServer() ? accept(peer, listener, context) : connect(peer)) {
				echo.start();
				Transcript transcript = new Transcript();
				Wire wire = conversation.speak(Conversation.of(socket, transcript));
				transcript.save("jeromq-" + conversation.name().toLowerCase(Locale.ROOT));
				wire.send(Command.ping(0, Conversation.bytes("context")));
				assertThat(wire.receive()).as("PONG").isEmpty();
				if (!conversation.mechanismName().equals("CURVE")) {
					// with CURVE, JeroMQ corrupts it
					Conversation.speakAtLength(wire);
				}
			}
			finally {
				this.isOver = true;
				echo.join();
			}
		}
	}

	private static void secure(ZMQ.Socket peer, Conversation conversation) {
		switch (conversation) {
			case NULL_CLIENT, NULL_SERVER -> {
				// nothing to be set
			}
			case PLAIN_CLIENT -> peer.setPlainServer(true);
			case PLAIN_SERVER -> {
				peer.setPlainUsername(Conversation.USER);
				peer.setPlainPassword(Conversation.PASSWORD);
			}
			case CURVE_CLIENT -> {
				peer.setCurveServer(true);
				peer.setCurvePublicKey(Z85.decode(Conversation.SERVER_PUBLIC));
				peer.setCurveSecretKey(Z85.decode(Conversation.SERVER_SECRET));
			}
			case CURVE_SERVER -> {
				peer.setCurveServerKey(Z85.decode(Conversation.SERVER_PUBLIC));
				peer.setCurvePublicKey(Z85.decode(Conversation.CLIENT_PUBLIC));
				peer.setCurveSecretKey(Z85.decode(Conversation.CLIENT_SECRET));
			}
		}
	}

	/**
	 * Accepts JeroMQ's connection. Its I/O thread sometimes misses a new connection until
	 * another event occurs, such as another bound socket.
	 */
	private static Socket accept(ZMQ.Socket peer, ServerSocket listener, ZContext context) throws Exception {
		peer.setIdentity(Conversation.bytes(Conversation.PEER_IDENTITY));
		peer.connect("tcp://127.0.0.1:" + listener.getLocalPort());
		peer.send(Conversation.GREETING);
		Socket accepted = listener.accept();
		await().until(() -> {
			context.createSocket(SocketType.DEALER).bind("tcp://127.0.0.1:*");
			return accepted.getInputStream().available() > 0;
		});
		return accepted;
	}

	private static Socket connect(ZMQ.Socket peer) throws Exception {
		peer.bind("tcp://127.0.0.1:*");
		return new Socket(InetAddress.getLoopbackAddress(), URI.create(peer.getLastEndpoint()).getPort());
	}

	private void echo(ZMQ.Socket peer) {
		while (!this.isOver) {
			ZMsg message = ZMsg.recvMsg(peer);
			if (message != null) {
				message.send(peer);
			}
		}
	}

}
