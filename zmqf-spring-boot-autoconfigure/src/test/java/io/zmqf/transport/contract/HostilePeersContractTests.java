package io.zmqf.transport.contract;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Peers that a test writes byte by byte: split frames, limits and invalid ZMTP. */
@ParameterizedClass(name = "{0}")
@EnumSource(TransportKind.class)
class HostilePeersContractTests extends TransportContract {

	HostilePeersContractTests(TransportKind kind) {
		super(kind);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 1000, 65_536, 1_000_000 })
	void messagesArriveWholeHoweverTheirBytesAreSplit(int largestPiece) throws Exception {
		Random random = new Random(largestPiece);
		List<byte[][]> messages = messages(random, (largestPiece < 1000) ? 300 : 300_000);
		try (Socket peer = Zmtp.connectAsDealer(router().echo().start())) {
			CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
				for (byte[][] message : messages) {
					write(peer, wire(message), largestPiece, random);
				}
			});
			DataInputStream input = new DataInputStream(peer.getInputStream());
			for (byte[][] message : messages) {
				assertThat(Zmtp.readMessage(input)).isDeepEqualTo(message);
			}
			assertThat(written).succeedsWithin(20, TimeUnit.SECONDS);
		}
	}

	private static List<byte[][]> messages(Random random, int largest) {
		List<byte[][]> messages = new ArrayList<>();
		int[] sizes = { 0, 1, 2, 254, 255, 256, 257, 65_526, 65_527, 65_535, 65_536, 65_537, 131_072, 300_000 };
		for (int i = 0; i < 60; i++) {
			byte[][] message = new byte[1 + random.nextInt(9)][];
			for (int j = 0; j < message.length; j++) {
				message[j] = new byte[Math.min(largest, sizes[random.nextInt(sizes.length)])];
				random.nextBytes(message[j]);
			}
			messages.add(message);
		}
		return messages;
	}

	@Test
	void aFrameThatIsTooLargeEndsItsConnectionAlone() throws Exception {
		RecordingSocket router = router(free(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withMessageSize(1000)));
		router.echo();
		Endpoint endpoint = router.start();
		try (Socket good = Zmtp.connectAsDealer(endpoint)) {
			assertAnswers(good, new byte[1000]);
			try (Socket bad = Zmtp.connectAsDealer(endpoint)) {
				bad.getOutputStream().write(Zmtp.frame(new byte[1001], false));
				assertThat(Zmtp.isClosedByPeer(bad, 40_000)).isTrue();
			}
			assertAnswers(good, new byte[1000]);
		}
	}

	@Test
	void anAnnouncedLengthThatIsNoneEndsItsConnectionAlone() throws Exception {
		this.route.kind().assume(TransportKind.Ability.ANNOUNCED_LENGTH);
		Endpoint endpoint = router().echo().start();
		try (Socket good = Zmtp.connectAsDealer(endpoint)) {
			for (long length : new long[] { Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE,
					0x8000_0000_7fff_ffffL }) {
				try (Socket bad = Zmtp.connectAsDealer(endpoint)) {
					bad.getOutputStream().write(header(2, length));
					assertThat(Zmtp.isClosedByPeer(bad, 40_000)).as("length %x", length).isTrue();
				}
				assertAnswers(good, new byte[10]);
			}
		}
	}

	/** Each of them several times, since a thread may survive the first one. */
	@ParameterizedTest
	@MethodSource("noFrames")
	void invalidFrameAffectsNoOtherConnection(String name, byte[] bytes) throws Exception {
		expectFailures(); // JeroMQ's thread throws some, and continues
		Endpoint endpoint = router().echo().start();
		try (Socket good = Zmtp.connectAsDealer(endpoint)) {
			assertAnswers(good, new byte[10]);
			for (int i = 0; i < 5; i++) {
				try (Socket bad = Zmtp.connectAsDealer(endpoint)) {
					bad.getOutputStream().write(bytes);
					assertAnswers(good, new byte[10]);
				}
				assertAnswers(good, new byte[10]);
			}
			try (Socket next = Zmtp.connectAsDealer(endpoint)) {
				assertAnswers(next, new byte[10]);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("noFrames")
	void invalidFrameOfAServerAffectsNoOtherConnection(String name, byte[] bytes) throws Exception {
		expectFailures();
		RecordingSocket good = dealer(router().echo().start());
		connected(good);
		for (int i = 0; i < 3; i++) {
			try (ServerSocket liar = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
				dealer(Endpoint.parse("tcp://127.0.0.1:" + liar.getLocalPort())).start();
				try (Socket accepted = accepted(liar)) {
					accepted.getOutputStream().write(bytes);
					assertEcho(good, "while it lies " + i);
				}
			}
			assertEcho(good, "after the lie " + i);
		}
	}

	/** Accepts the next connection that its peer has not abandoned, as JeroMQ does. */
	private static Socket accepted(ServerSocket server) throws IOException {
		server.setSoTimeout(40_000);
		while (true) {
			Socket accepted = server.accept();
			try {
				Zmtp.acceptAsDealer(accepted);
				return accepted;
			}
			catch (SocketException | EOFException ex) {
				accepted.close();
			}
		}
	}

	static Stream<Arguments> noFrames() {
		return Stream.of(Arguments.of("length -1", header(2, -1)),
				Arguments.of("length -2^63", header(2, Long.MIN_VALUE)),
				Arguments.of("length -2^31", header(2, Integer.MIN_VALUE)),
				Arguments.of("length -1 with more", header(3, -1)), Arguments.of("command of length -1", header(6, -1)),
				Arguments.of("PING of no length", Zmtp.command("PING", new byte[0])),
				Arguments.of("command of no length", new byte[] { 4, 0 }));
	}

	@Test
	void aMessageOfTooManyFramesEndsItsConnectionAlone() throws Exception {
		this.route.kind().assume(TransportKind.Ability.FRAMES_AND_CONNECTIONS);
		RecordingSocket router = router(free(), (settings) -> settings.withLimits(SocketLimits.DEFAULT.withFrames(10)));
		Endpoint endpoint = router.echo().start();
		try (Socket good = Zmtp.connectAsDealer(endpoint); Socket bad = Zmtp.connectAsDealer(endpoint)) {
			for (int i = 0; i < 11; i++) {
				bad.getOutputStream().write(Zmtp.frame(new byte[1], true));
			}
			assertThat(Zmtp.isClosedByPeer(bad, 40_000)).isTrue();
			assertAnswers(good, new byte[1]);
		}
	}

	@Test
	void aConnectionMoreThanAllowedIsClosedAndTakesThePlaceOfNone() throws Exception {
		this.route.kind().assume(TransportKind.Ability.FRAMES_AND_CONNECTIONS);
		RecordingSocket router = router(free(),
				(settings) -> settings.withLimits(SocketLimits.DEFAULT.withConnections(2)));
		Endpoint endpoint = router.echo().start();
		try (Socket one = Zmtp.connectAsDealer(endpoint)) {
			Socket two = Zmtp.connectAsDealer(endpoint);
			assertAnswers(two, new byte[1]);
			try (Socket three = Zmtp.connect(endpoint)) {
				assertThat(Zmtp.isClosedByPeer(three, 40_000)).isTrue();
			}
			assertAnswers(one, new byte[1]);
			two.close();
			org.awaitility.Awaitility.await().pollInSameThread().ignoreExceptions().untilAsserted(() -> {
				try (Socket again = Zmtp.connectAsDealer(endpoint)) {
					assertAnswers(again, new byte[1]);
				}
			});
		}
	}

	@Test
	void invalidZmtpEndsOnlyItsConnection() throws Exception {
		this.route.kind().assume(TransportKind.Ability.STRICT_GREETING);
		Endpoint endpoint = router().echo().start();
		List<byte[]> greetings = List
			.of(Zmtp.ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + "x".repeat(100)),
					Zmtp.concat(Zmtp.greeting(), Zmtp.frame(new byte[10], false)),
					Zmtp.concat(Zmtp.greeting(), Zmtp.command("READY", new byte[] { 11, 'S' })),
					Zmtp.concat(Zmtp.greeting(), Zmtp.command("READY", Zmtp.concat(new byte[] { 11 },
							Zmtp.ascii("Socket-Type"), new byte[] { 0, 0, 0, 3 }, Zmtp.ascii("PUB")))),
					Zmtp.hello("", ""));
		try (Socket good = Zmtp.connectAsDealer(endpoint)) {
			for (byte[] greeting : greetings) {
				try (Socket bad = Zmtp.connect(endpoint)) {
					bad.getOutputStream().write(greeting);
					assertThat(Zmtp.isClosedByPeer(bad, 40_000)).isTrue();
				}
				assertAnswers(good, new byte[10]);
			}
		}
	}

	@Test
	void aPongComesBetweenMessagesOnly() throws Exception {
		this.route.kind().assume(TransportKind.Ability.PONG_BETWEEN_MESSAGES);
		RecordingSocket router = router().echo();
		try (Socket peer = Zmtp.connectAsDealer(router.start(), "peer")) {
			DataInputStream input = new DataInputStream(peer.getInputStream());
			assertAnswers(peer, Zmtp.ascii("hello"));
			router.message();
			byte[][] large = { new byte[8 * 1024 * 1024], new byte[4 * 1024 * 1024] };
			router.sent("peer", large[0], large[1]);
			peer.getOutputStream().write(Zmtp.command("PING", new byte[] { 0, 0, 'c', 't', 'x' }));
			peer.getOutputStream().write(Zmtp.frame(Zmtp.ascii("after"), false));
			router.message(); // so the PING has arrived
			assertThat(Zmtp.readMessage(input)).isDeepEqualTo(large);
			assertThat(List.of(RecordingSocket.text(Zmtp.readMessage(input)[0]),
					RecordingSocket.text(Zmtp.readMessage(input)[0])))
				.containsExactlyInAnyOrder("\4PONGctx", "after");
		}
	}

	@Test
	void aPeerThatAnnouncedItsNextSignIsCutOffWithoutOne() throws Exception {
		this.route.kind().assume(TransportKind.Ability.PING_TIME_TO_LIVE);
		RecordingSocket router = router();
		Endpoint endpoint = router.start();
		byte[] ping = Zmtp.command("PING", new byte[] { 0, 20 }); // two seconds
		try (Socket talking = Zmtp.connectAsDealer(endpoint); Socket silent = Zmtp.connectAsDealer(endpoint)) {
			talking.getOutputStream().write(ping);
			silent.getOutputStream().write(ping);
			await().until(() -> {
				talking.getOutputStream().write(ping);
				return Zmtp.isClosedByPeer(silent, 100);
			});
			talking.getOutputStream().write(Zmtp.frame(Zmtp.ascii("still here"), false));
			assertThat(router.text()).endsWith("still here");
		}
	}

	@Test
	void aPeerOfZmtp2IsServed() throws Exception {
		RecordingSocket router = router().echo();
		try (Socket peer = Zmtp.connect(router.start())) {
			byte[] signature = { (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f };
			peer.getOutputStream()
				.write(Zmtp.concat(signature, new byte[] { 1, 5 }, Zmtp.frame(Zmtp.ascii("old"), false)));
			peer.getOutputStream()
				.write(Zmtp.concat(Zmtp.frame(Zmtp.ascii("one"), true), Zmtp.frame(new byte[300], false)));
			DataInputStream input = new DataInputStream(peer.getInputStream());
			input.readFully(new byte[12]);
			assertThat(Zmtp.readMessage(input)[0]).isEmpty(); // its identity
			assertThat(Zmtp.readMessage(input)).isDeepEqualTo(new byte[][] { Zmtp.ascii("one"), new byte[300] });
			assertThat(router.text().get(0)).isEqualTo("old");
		}
	}

	/**
	 * Reading would not detect its end. The loss is published with the next connection,
	 * which then replaces it.
	 */
	@Test
	void aPeerThatReadsNothingAndGoesIsNoticedWhileItIsNotRead() throws Exception {
		this.route.kind().assume(TransportKind.Ability.UNREAD_LOSS);
		try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
			server.setSoTimeout(40_000);
			RecordingSocket dealer = dealer(Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort()),
					(settings) -> settings.withLimits(SocketLimits.DEFAULT.withHighWaterMark(4)));
			dealer.start();
			try (Socket peer = accepted(server)) {
				dealer.awaitNotice("connected");
				dealer.run(() -> dealer.loop().pauseReading(true));
				for (int i = 0; i < 100; i++) {
					peer.getOutputStream().write(Zmtp.frame(new byte[1], false));
				}
				byte[] large = new byte[1024 * 1024];
				org.awaitility.Awaitility.await().pollInSameThread().until(() -> dealer.send(large) == SendResult.FULL);
				peer.setSoLinger(true, 0);
			}
			try (Socket found = accepted(server); Socket again = accepted(server)) {
				dealer.awaitNotice("disconnected");
				dealer.awaitNotice("connected");
			}
		}
	}

	@Test
	void peerThatReadsNothingDelaysNoOthers() throws Exception {
		RecordingSocket router = router().echo();
		Endpoint endpoint = router.start();
		try (Socket slow = Zmtp.connectAsDealer(endpoint, "slow"); Socket good = Zmtp.connectAsDealer(endpoint)) {
			assertAnswers(slow, new byte[1]);
			for (int i = 0; i < 40; i++) {
				router.send("slow", new byte[1024 * 1024]);
			}
			for (int i = 0; i < 100; i++) {
				assertAnswers(good, new byte[100]);
			}
		}
	}

	private static void assertAnswers(Socket peer, byte[] data) throws IOException {
		peer.getOutputStream().write(Zmtp.frame(data, false));
		assertThat(Zmtp.readMessage(new DataInputStream(peer.getInputStream()))).isDeepEqualTo(new byte[][] { data });
	}

	private static byte[] header(int flags, long length) {
		return java.nio.ByteBuffer.allocate(9).put((byte) flags).putLong(length).array();
	}

	private static void write(Socket peer, byte[] bytes, int largestPiece, Random random) {
		try {
			OutputStream output = peer.getOutputStream();
			for (int at = 0; at < bytes.length;) {
				int length = Math.min(bytes.length - at, 1 + random.nextInt(largestPiece));
				output.write(bytes, at, length);
				at += length;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static byte[] wire(byte[][] message) {
		byte[][] frames = new byte[message.length][];
		for (int i = 0; i < message.length; i++) {
			frames[i] = Zmtp.frame(message[i], i < message.length - 1);
		}
		return Zmtp.concat(frames);
	}

}
