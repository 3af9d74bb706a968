package io.zmqf.zmtp;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import io.zmqf.zmtp.curve.CurveKeys;
import io.zmqf.zmtp.curve.FixedCurve;
import io.zmqf.zmtp.curve.Z85;
import io.zmqf.zmtp.mechanism.NullMechanism;
import io.zmqf.zmtp.mechanism.PlainClient;
import io.zmqf.zmtp.mechanism.PlainServer;

import static org.assertj.core.api.Assertions.assertThat;

/** A fixed conversation with a foreign peer, which can be recorded and replayed. */
enum Conversation {

	NULL_CLIENT, NULL_SERVER, PLAIN_CLIENT, PLAIN_SERVER, CURVE_CLIENT, CURVE_SERVER;

	/** Of the libzmq manual's page about CURVE, as the others. */
	static final String SERVER_PUBLIC = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

	static final String SERVER_SECRET = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

	static final String CLIENT_PUBLIC = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";

	static final String CLIENT_SECRET = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

	static final String USER = "shop";

	static final String PASSWORD = "sesame";

	static final String PEER_IDENTITY = "foreign";

	static final String GREETING = "hello";

	private static final byte[] LARGE = new byte[70_000];

	static {
		new Random(1).nextBytes(LARGE);
	}

	boolean isServer() {
		return name().endsWith("SERVER");
	}

	String mechanismName() {
		return name().substring(0, name().indexOf('_'));
	}

	Mechanism mechanism() {
		return switch (this) {
			case NULL_CLIENT, NULL_SERVER -> new NullMechanism();
			case PLAIN_CLIENT -> new PlainClient(USER, PASSWORD);
			case PLAIN_SERVER -> new PlainServer();
			case CURVE_CLIENT ->
				FixedCurve.client(CurveKeys.of(Z85.decode(CLIENT_SECRET)), Z85.decode(SERVER_PUBLIC), 26);
			case CURVE_SERVER -> FixedCurve.server(CurveKeys.of(Z85.decode(SERVER_SECRET)), 26);
		};
	}

	Handshake handshake() {
		SocketType type = isServer() ? SocketType.ROUTER : SocketType.DEALER;
		byte[] identity = bytes(isServer() ? "" : "ours");
		return new Handshake(Metadata.of(type, identity, Map.of("X-Zmqf", "cancel,stream")), mechanism());
	}

	/**
	 * Speaks with a ROUTER that echoes, or with a DEALER that greets and echoes.
	 */
	Wire speak(Wire.Bytes bytes) throws IOException {
		Wire wire = new Wire(bytes, handshake()).open();
		if (isServer()) {
			assertThat(wire.handshake().peer().socketType()).isEqualTo(SocketType.DEALER);
			assertThat(wire.handshake().peer().identity()).isEqualTo(bytes(PEER_IDENTITY));
			assertThat(wire.receive()).isDeepEqualTo(new byte[][] { bytes(GREETING) });
		}
		else {
			assertThat(wire.handshake().peer().socketType()).isEqualTo(SocketType.ROUTER);
		}
		byte[][] message = { {}, bytes("event"), Arrays.copyOf(LARGE, 255), Arrays.copyOf(LARGE, 256) };
		wire.send(message);
		assertThat(wire.receive()).isDeepEqualTo(message);
		return wire;
	}

	/** Sends data that needs several reads and writes. */
	static void speakAtLength(Wire wire) throws IOException {
		wire.send(LARGE, bytes("end"));
		assertThat(wire.receive()).isDeepEqualTo(new byte[][] { LARGE, bytes("end") });
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/** The bytes of a socket, recorded. */
	static Wire.Bytes of(Socket socket, Transcript record) throws IOException {
		socket.setSoTimeout(20_000);
		byte[] buffer = new byte[5000];
		return new Wire.Bytes() {

			@Override
			public byte[] read() throws IOException {
				int length = socket.getInputStream().read(buffer);
				if (length < 0) {
					throw new EOFException("The peer has closed the connection");
				}
				byte[] bytes = Arrays.copyOf(buffer, length);
				record.received(bytes);
				return bytes;
			}

			@Override
			public void write(byte[] bytes) throws IOException {
				record.sent(bytes);
				socket.getOutputStream().write(bytes);
			}

		};
	}

	static ServerSocket listen() throws IOException {
		ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		listener.setSoTimeout(20_000);
		return listener;
	}

}
