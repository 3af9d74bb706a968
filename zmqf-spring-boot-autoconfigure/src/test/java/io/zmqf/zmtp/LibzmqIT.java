package io.zmqf.zmtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zmqf.peers.PythonPeer;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.zmtp.ZmtpException.Reason;
import io.zmqf.zmtp.curve.CurveClient;
import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.CurveServer;
import io.zmqf.zmtp.curve.Z85;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import io.zmqf.zmtp.mechanism.PlainServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Live connections with libzmq, in both roles. */
@Tag("jdk-independent")
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
class LibzmqIT {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	@ParameterizedTest
	@EnumSource
	void speaksWithLibzmq(Conversation conversation) throws Exception {
		Transcript transcript = new Transcript();
		withLibzmq(conversation, (socket, peer) -> {
			Wire wire = conversation.speak(Conversation.of(socket, transcript));
			transcript.save("libzmq-" + conversation.name().toLowerCase());
			Conversation.speakAtLength(wire);
			peer.awaitLine((line) -> line.contains("\"X-Zmqf\": \"cancel,stream\""), PATIENCE);
			byte[] metadata = wire.handshake().peer().property("x-zmqf");
			assertThat(metadata).asString(StandardCharsets.US_ASCII).isEqualTo("credit");
		}, "--metadata", "X-Zmqf:credit");
	}

	@ParameterizedTest
	@EnumSource
	void answersHeartbeatsAndIsAnswered(Conversation conversation) throws Exception {
		withLibzmq(conversation, (socket, peer) -> {
			Wire wire = conversation.speak(Conversation.of(socket, new Transcript()));
			wire.send(Command.ping(100, Conversation.bytes("0123456789abcdef")));
			assertThat(wire.receive()).as("PONG").isEmpty();
			while (wire.pings() < 3) {
				wire.send(Command.ping(0, Conversation.bytes("")));
				assertThat(wire.receive()).as("PONG").isEmpty();
			}
		}, "--ping", "5");
	}

	private interface Dialogue {

		void accept(Socket socket, PythonPeer peer) throws IOException;

	}

	private static void withLibzmq(Conversation conversation, Dialogue dialogue, String... more) throws Exception {
		try (ServerSocket listener = Conversation.listen()) {
			List<String> arguments = new ArrayList<>(List.of(more));
			if (conversation.isServer()) {
				arguments.addAll(List.of("--type", "DEALER", "--connect", "tcp://127.0.0.1:" + listener.getLocalPort(),
						"--send", Conversation.GREETING, "--identity", Conversation.PEER_IDENTITY));
			}
			else {
				arguments.addAll(List.of("--type", "ROUTER", "--bind", "tcp://127.0.0.1:0"));
			}
			arguments.addAll(security(conversation));
			try (PythonPeer peer = PythonPeer.start("echo.py", arguments.toArray(String[]::new));
					Socket socket = conversation.isServer() ? listener.accept() : connect(peer)) {
				dialogue.accept(socket, peer);
			}
		}
	}

	private static List<String> security(Conversation conversation) {
		return switch (conversation) {
			case NULL_CLIENT, NULL_SERVER -> List.of();
			case PLAIN_CLIENT, PLAIN_SERVER ->
				List.of("--user", Conversation.USER, "--password", Conversation.PASSWORD);
			case CURVE_CLIENT -> List.of("--public-key=" + Conversation.SERVER_PUBLIC,
					"--secret-key=" + Conversation.SERVER_SECRET, "--client-key=" + Conversation.CLIENT_PUBLIC);
			case CURVE_SERVER -> List.of("--public-key=" + Conversation.CLIENT_PUBLIC,
					"--secret-key=" + Conversation.CLIENT_SECRET, "--server-key=" + Conversation.SERVER_PUBLIC);
		};
	}

	private static Socket connect(PythonPeer peer) throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), URI.create(peer.endpoint()).getPort());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 200, 255 })
	void announcesRoutingIdsOfAnyLength(int length) throws Exception {
		String identity = "i".repeat(length);
		withLibzmq(Conversation.CURVE_CLIENT, (socket, peer) -> {
			Wire wire = new Wire(Conversation.of(socket, new Transcript()),
					new Handshake(
							Metadata.of(SocketType.DEALER, identity.getBytes(StandardCharsets.US_ASCII), Map.of()),
							Conversation.CURVE_CLIENT.mechanism()))
				.open();
			wire.send(Conversation.bytes("x"));
			assertThat(wire.receive()).isDeepEqualTo(new byte[][] { Conversation.bytes("x") });
			peer.awaitLine((line) -> line.contains("\"Identity\": \"" + identity + "\""), PATIENCE);
		});
		try (ServerSocket listener = Conversation.listen();
				PythonPeer peer = PythonPeer.start("echo.py", "--type", "DEALER", "--connect",
						"tcp://127.0.0.1:" + listener.getLocalPort(), "--identity", identity, "--send", "x",
						"--public-key=" + Conversation.CLIENT_PUBLIC, "--secret-key=" + Conversation.CLIENT_SECRET,
						"--server-key=" + Conversation.SERVER_PUBLIC);
				Socket socket = listener.accept()) {
			Wire wire = new Wire(Conversation.of(socket, new Transcript()), Conversation.CURVE_SERVER.handshake())
				.open();
			assertThat(wire.handshake().peer().identity()).asString(StandardCharsets.US_ASCII).isEqualTo(identity);
			assertThat(wire.receive()).isDeepEqualTo(new byte[][] { Conversation.bytes("x") });
		}
	}

	@Test
	void errorOfLibzmqIsReported() throws Exception {
		withLibzmq(Conversation.PLAIN_CLIENT, (socket, peer) -> {
			Handshake wrong = new Handshake(Pair.metadata(SocketType.DEALER, ""), new PlainClient("shop", "wrong"));
			Wire wire = new Wire(Conversation.of(socket, new Transcript()), wrong);
			assertThatExceptionOfType(ZmtpException.class).isThrownBy(wire::open).satisfies((ex) -> {
				assertThat(ex.reason()).isEqualTo(Reason.REFUSED);
				assertThat(ex.errorCode()).isEqualTo("400");
			});
		});
		withLibzmq(Conversation.CURVE_CLIENT, (socket, peer) -> {
			CurveClient stranger = new CurveClient(CurveKeys.generate(), Z85.decode(Conversation.SERVER_PUBLIC));
			Wire wire = new Wire(Conversation.of(socket, new Transcript()),
					new Handshake(Pair.metadata(SocketType.DEALER, ""), stranger));
			assertThatExceptionOfType(ZmtpException.class).isThrownBy(wire::open)
				.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("400"));
		});
	}

	@Test
	void libzmqBreaksOffWithAnotherServerKeyAndSoDoesOurServer() throws Exception {
		withLibzmq(Conversation.CURVE_CLIENT, (socket, peer) -> {
			CurveClient wrong = new CurveClient(CurveKeys.generate(), CurveKeys.generate().publicKey());
			Wire wire = new Wire(Conversation.of(socket, new Transcript()),
					new Handshake(Pair.metadata(SocketType.DEALER, ""), wrong));
			assertThatExceptionOfType(IOException.class).isThrownBy(wire::open);
		});
		withLibzmq(Conversation.CURVE_SERVER, (socket, peer) -> {
			CurveServer other = new CurveServer(CurveKeys.generate());
			Wire wire = new Wire(Conversation.of(socket, new Transcript()),
					new Handshake(Pair.metadata(SocketType.ROUTER, ""), other));
			assertThatExceptionOfType(ZmtpException.class).isThrownBy(wire::open)
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.CRYPTOGRAPHIC));
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 300, 400, 500 })
	void libzmqComesAgainAfterATemporaryFailureAlone(int status) throws Exception {
		try (ServerSocket listener = Conversation.listen();
				PythonPeer peer = PythonPeer.start("echo.py", "--type", "DEALER", "--connect",
						"tcp://127.0.0.1:" + listener.getLocalPort(), "--user", "shop", "--password", "wrong")) {
			try (Socket socket = listener.accept()) {
				Wire wire = new Wire(Conversation.of(socket, new Transcript()),
						new Handshake(Pair.metadata(SocketType.ROUTER, ""), new PlainServer()));
				wire.open(status);
				socket.shutdownOutput();
				assertThat(socket.getInputStream().readAllBytes()).isEmpty();
			}
			if (status == 300) {
				listener.accept().close();
			}
			else {
				listener.setSoTimeout(1000);
				assertThatExceptionOfType(IOException.class).isThrownBy(listener::accept);
			}
		}
	}

	@Test
	void otherMechanismIsDetected() throws Exception {
		withLibzmq(Conversation.PLAIN_CLIENT, (socket, peer) -> {
			Handshake open = new Handshake(Pair.metadata(SocketType.DEALER, ""), new NullMechanism());
			Wire wire = new Wire(Conversation.of(socket, new Transcript()), open);
			assertThatExceptionOfType(ZmtpException.class).isThrownBy(wire::open)
				.withMessage("it uses the mechanism 'PLAIN' and not NULL")
				.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MECHANISM));
		});
	}

	@ParameterizedTest
	@EnumSource(names = "REQ", mode = EnumSource.Mode.EXCLUDE)
	void speaksWithRequestAndReplySockets(SocketType type) throws Exception {
		try (PythonPeer peer = PythonPeer.start("echo.py", "--type", type.name(), "--bind", "tcp://127.0.0.1:0");
				Socket socket = connect(peer)) {
			byte[][] message = { {}, Conversation.bytes("event") };
			Wire wire = dealer(socket).open();
			wire.send(message);
			assertThat(wire.receive()).isDeepEqualTo(message);
		}
	}

	@Test
	void isRefusedByARequestSocketEachTime() throws Exception {
		try (PythonPeer peer = PythonPeer.start("echo.py", "--type", "REQ", "--bind", "tcp://127.0.0.1:0")) {
			for (int i = 0; i < 3; i++) {
				try (Socket socket = connect(peer)) {
					Wire wire = dealer(socket);
					assertThatExceptionOfType(Exception.class).isThrownBy(wire::open)
						.isInstanceOfAny(IOException.class, ZmtpException.class);
				}
			}
		}
	}

	private static Wire dealer(Socket socket) throws IOException {
		return new Wire(Conversation.of(socket, new Transcript()),
				new Handshake(Pair.metadata(SocketType.DEALER, ""), new NullMechanism()));
	}

}
