package io.zmqf.transport.nio;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.RecordingListener;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Loops on JeroMQ's I/O thread, whose peers are sockets that a test writes byte by byte.
 */
@Timeout(60)
class ConnectionTests {

	private static final int MEGABYTE = 1024 * 1024;

	private final RecordingListener listener = new RecordingListener();

	private final NioTransport transport = new NioTransport(this.listener);

	@AfterEach
	void close() {
		this.transport.close();
		assertThat(this.listener.failures()).isEmpty();
	}

	@Test
	void messagesAreQueuedUpToTheHighWaterMarkAndArriveComplete() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT.withHighWaterMark(10)))) {
			byte[] identity = served.identityOf(peer);
			int sent = 0;
			while (served.send(identity, filled(sent)) == SendResult.SENT) {
				sent++;
			}
			assertThat(sent).isGreaterThan(10);
			DataInputStream input = new DataInputStream(peer.getInputStream());
			for (int i = 0; i < sent; i++) {
				assertThat(Zmtp.readMessage(input)).isDeepEqualTo(new byte[][] { filled(i) });
			}
			assertThat(served.send(identity, filled(sent))).isEqualTo(SendResult.SENT);
			assertThat(Zmtp.readMessage(input)).isDeepEqualTo(new byte[][] { filled(sent) });
		}
	}

	@Test
	void aMessageIsWorthATryWhereItsPeerHasRoomOrIsGone() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT.withHighWaterMark(10)))) {
			byte[] identity = served.identityOf(peer);
			assertThat(served.mayTake(identity)).isTrue();
			int sent = 0;
			while (served.send(identity, filled(sent)) == SendResult.SENT) {
				sent++;
			}
			assertThat(served.mayTake(identity)).isFalse();
			DataInputStream input = new DataInputStream(peer.getInputStream());
			for (int i = 0; i < sent; i++) {
				Zmtp.readMessage(input);
			}
			await().until(() -> served.mayTake(identity));
			assertThat(served.mayTake(Zmtp.ascii("unknown"))).isTrue();
		}
	}

	private static byte[] filled(int number) {
		byte[] data = new byte[MEGABYTE];
		Arrays.fill(data, (byte) number);
		return data;
	}

	@Test
	void writableNoticeIsSentForEachWait() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Pump pump = new Pump(Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort()), 100);
			pump.loop.start();
			try (Socket peer = server.accept()) {
				DataInputStream input = Zmtp.acceptAsDealer(peer);
				await().until(() -> pump.waits > 0);
				for (int i = 0; i < 100; i++) {
					assertThat(Zmtp.readMessage(input)).isDeepEqualTo(new byte[][] { filled(i) });
				}
				assertThat(pump.waits).isGreaterThan(1);
				pump.loop.close();
			}
		}
	}

	@Test
	void pingIsSentAtOnceSoThatSilenceCountsFromTheBeginning() {
		Endpoint server = new Served().open(SocketLimits.DEFAULT);
		SocketLoop asking = this.transport.create("asking", SocketSettings.asking(server).withPing(Duration.ofHours(1)),
				(frames) -> {
				});
		asking.start();
		await().until(() -> asking.query(asking::answersPings, false).join());
		asking.close();
	}

	@Test
	void aPeerThatIsNotReadIsNotSilent() throws Exception {
		byte[] ping = Zmtp.command("PING", new byte[] { 0, 1 }); // a tenth of a second
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			SocketLoop asking = this.transport.create("asking",
					SocketSettings.asking(Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort()))
						.withPing(Duration.ofHours(1))
						.withLimits(SocketLimits.DEFAULT.withHighWaterMark(4)),
					(frames) -> {
					});
			asking.start();
			asking.execute(() -> asking.pauseReading(true));
			try (Socket peer = server.accept()) {
				Zmtp.acceptAsDealer(peer);
				peer.getOutputStream().write(ping);
				for (int i = 0; i < 100; i++) {
					peer.getOutputStream().write(Zmtp.frame(new byte[1], false));
				}
				await().until(() -> asking.query(() -> isAlwaysHeard(asking), false).join());
				assertThat(Zmtp.isClosedByPeer(peer, 3_000)).as("closed while it is not read").isFalse();
				asking.execute(() -> asking.pauseReading(false));
				await().until(() -> asking.query(() -> !isAlwaysHeard(asking), false).join());
				assertThat(Zmtp.isClosedByPeer(peer, 40_000)).as("closed while it is read").isTrue();
				asking.close();
			}
		}
	}

	private static boolean isAlwaysHeard(SocketLoop loop) {
		long before = loop.lastReceived();
		return loop.lastReceived() != before;
	}

	@Test
	void aPongComesBetweenMessagesOnly() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT))) {
			byte[] identity = served.identityOf(peer);
			byte[][] large = { new byte[8 * MEGABYTE], new byte[4 * MEGABYTE] };
			assertThat(served.send(identity, large)).isEqualTo(SendResult.SENT);
			peer.getOutputStream().write(Zmtp.command("PING", new byte[] { 0, 0, 'c', 't', 'x' }));
			peer.getOutputStream().write(Zmtp.frame(Zmtp.ascii("after"), false));
			// then the PING has arrived, too
			assertThat(served.received.poll(30, TimeUnit.SECONDS)).isNotNull();
			DataInputStream input = new DataInputStream(peer.getInputStream());
			assertThat(Zmtp.readMessage(input)).isDeepEqualTo(large);
			List<byte[]> rest = List.of(readFrame(input), readFrame(input));
			assertThat(rest).anySatisfy((frame) -> assertThat(frame).isEqualTo(Zmtp.ascii("\4PONGctx")))
				.anySatisfy((frame) -> assertThat(frame).isEqualTo(Zmtp.ascii("after")));
		}
	}

	@Test
	void messagesSentBeforeTheCloseArrive() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT))) {
			byte[] identity = served.identityOf(peer);
			byte[][] large = { new byte[12 * MEGABYTE] };
			assertThat(served.send(identity, large)).isEqualTo(SendResult.SENT);
			served.loop.close();
			assertThat(Zmtp.readMessage(new DataInputStream(peer.getInputStream()))).isDeepEqualTo(large);
			assertThat(Zmtp.isClosedByPeer(peer, 40_000)).isTrue();
		}
	}

	@Test
	void closingTheTransportDoesNotWaitForAPeerThatReadsNothing() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT))) {
			byte[] identity = served.identityOf(peer);
			assertThat(served.send(identity, new byte[12 * MEGABYTE])).isEqualTo(SendResult.SENT);
			assertThat(CompletableFuture.runAsync(this.transport::close)).succeedsWithin(20, TimeUnit.SECONDS);
			assertThat(peer.isConnected()).isTrue();
		}
	}

	@Test
	void unreadMessagesAreLimitedWithoutLoss() throws Exception {
		Served served = new Served();
		Endpoint endpoint = served.open(SocketLimits.DEFAULT.withHighWaterMark(4));
		served.loop.query(() -> {
			served.loop.pauseReading(true);
			return true;
		}, false).get();
		int messages = 200;
		try (Socket peer = Zmtp.connectAsDealer(endpoint)) {
			CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
				for (int i = 0; i < messages; i++) {
					write(peer, Zmtp.frame(filled(i), false));
				}
			});
			assertThat(written).failsWithin(Duration.ofMillis(500)); // has to wait
			assertThat(served.received).isEmpty();
			served.loop.execute(() -> served.loop.pauseReading(false));
			for (int i = 0; i < messages; i++) {
				byte[][] message = served.received.poll(30, TimeUnit.SECONDS);
				assertThat(message).isNotNull();
				assertThat(message[1]).isEqualTo(filled(i));
			}
			assertThat(written).succeedsWithin(30, TimeUnit.SECONDS);
		}
	}

	@Test
	void aPeerThatComesBackUnderItsIdentityHasTheRepliesFromThenOn() throws Exception {
		Served served = new Served();
		Endpoint endpoint = served.open(SocketLimits.DEFAULT);
		try (Socket former = Zmtp.connectAsDealer(endpoint, "same")) {
			assertThat(served.identityOf(former)).isEqualTo(Zmtp.ascii("same"));
			try (Socket back = Zmtp.connectAsDealer(endpoint, "same")) {
				assertThat(served.identityOf(back)).isEqualTo(Zmtp.ascii("same"));
				assertThat(Zmtp.isClosedByPeer(former, 40_000)).isTrue();
				assertThat(served.send(Zmtp.ascii("same"), Zmtp.ascii("reply"))).isEqualTo(SendResult.SENT);
				assertThat(Zmtp.readMessage(new DataInputStream(back.getInputStream())))
					.isDeepEqualTo(new byte[][] { Zmtp.ascii("reply") });
				assertThat(served.gone).isEmpty();
			}
			assertThat(served.gone.poll(30, TimeUnit.SECONDS)).isEqualTo(Zmtp.ascii("same"));
			assertThat(served.send(Zmtp.ascii("same"), Zmtp.ascii("reply"))).isEqualTo(SendResult.UNROUTABLE);
		}
	}

	@Test
	void messagesOfAPeerPrecedeItsLoss() throws Exception {
		Served served = new Served();
		Endpoint endpoint = served.open(SocketLimits.DEFAULT);
		BlockingQueue<String> order = served.order;
		try (Socket peer = Zmtp.connectAsDealer(endpoint, "brief")) {
			for (int i = 0; i < 100; i++) {
				peer.getOutputStream().write(Zmtp.frame(Zmtp.ascii("m" + i), false));
			}
			peer.shutdownOutput(); // closing would discard data in flight
			for (int i = 0; i < 100; i++) {
				assertThat(order.poll(30, TimeUnit.SECONDS)).isEqualTo("m" + i);
			}
			assertThat(order.poll(30, TimeUnit.SECONDS)).isEqualTo("gone");
		}
	}

	@Test
	void aPeerThatAnnouncedItsNextSignIsCutOffWithoutOneAndKeptWithIt() throws Exception {
		Served served = new Served();
		Endpoint endpoint = served.open(SocketLimits.DEFAULT);
		byte[] ping = Zmtp.command("PING", new byte[] { 0, 20 }); // two seconds
		byte[] sign = Zmtp.frame(Zmtp.ascii("sign"), false);
		try (Socket talking = Zmtp.connectAsDealer(endpoint); Socket silent = Zmtp.connectAsDealer(endpoint)) {
			talking.getOutputStream().write(ping);
			silent.getOutputStream().write(Zmtp.concat(ping, ping, sign));
			await().until(() -> {
				talking.getOutputStream().write(sign);
				return Zmtp.isClosedByPeer(silent, 100);
			});
			served.received.clear();
			talking.getOutputStream().write(Zmtp.frame(Zmtp.ascii("still here"), false));
			await().until(() -> served.order.contains("still here"));
			assertThat(served.gone).as("the silent peer alone").hasSize(1);
		}
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			PT30S, 300
			PT65.5S, 655
			PT65.6S, 0
			PT10H, 0""")
	void aPingAnnouncesTheMaximumSilenceIfPeersUnderstandIt(Duration silence, int deciseconds) throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			SocketSettings settings = SocketSettings.asking(Endpoint.parse("tcp://127.0.0.1:" + server.getLocalPort()))
				.withLimits(SocketLimits.DEFAULT.withSilence(silence))
				.asksForSigns();
			SocketLoop asking = this.transport.create("asking", settings, (frames) -> {
			});
			asking.start();
			try (Socket peer = server.accept()) {
				assertThat(readFrame(Zmtp.acceptAsDealer(peer))).isEqualTo(Zmtp.concat(Zmtp.ascii("\4PING"),
						new byte[] { (byte) (deciseconds >> 8), (byte) deciseconds }));
			}
			asking.close();
		}
	}

	@Test
	void peerIsKeptWhileItsPongsAreUnread() throws Exception {
		Served served = new Served();
		Endpoint endpoint = served.open(SocketLimits.DEFAULT.withHighWaterMark(2));
		byte[] ping = Zmtp.command("PING", new byte[] { 0, 2 }); // a fifth of a second
		byte[] message = Zmtp.frame(Zmtp.ascii("one"), false);
		served.pauseReading(true);
		try (Socket full = Zmtp.connectAsDealer(endpoint); Socket silent = Zmtp.connectAsDealer(endpoint)) {
			full.getOutputStream().write(Zmtp.concat(message, message, ping));
			assertThat(full.getInputStream().read()).as("of its PONG").isNotNegative();
			full.getOutputStream().write(Zmtp.frame(Zmtp.ascii("sign"), false));
			silent.getOutputStream().write(ping);
			assertThat(Zmtp.isClosedByPeer(silent, 40_000)).isTrue();
			served.pauseReading(false);
			await().until(() -> served.order.contains("sign"));
			assertThat(served.gone).as("the silent peer alone").hasSize(1);
		}
	}

	@Test
	void aPeerOfZmtp2IsServed() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connect(served.open(SocketLimits.DEFAULT))) {
			byte[] signature = { (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f };
			peer.getOutputStream()
				.write(Zmtp.concat(signature, new byte[] { 1, 5 }, Zmtp.frame(Zmtp.ascii("old"), false)));
			peer.getOutputStream()
				.write(Zmtp.concat(Zmtp.frame(Zmtp.ascii("one"), true), Zmtp.frame(new byte[300], false)));
			DataInputStream input = new DataInputStream(peer.getInputStream());
			input.readFully(new byte[12]);
			assertThat(readFrame(input)).isEmpty(); // its identity
			assertThat(Zmtp.readMessage(input)).isDeepEqualTo(new byte[][] { Zmtp.ascii("one"), new byte[300] });
			assertThat(served.received.take()[0]).isEqualTo(Zmtp.ascii("old"));
		}
	}

	@Test
	void peerOfZmtp1IsRejectedWithAnEvent() throws Exception {
		Served served = new Served();
		try (Socket peer = Zmtp.connect(served.open(SocketLimits.DEFAULT))) {
			peer.getOutputStream().write(new byte[] { 4, 0, 'o', 'l', 'd', 4, 1, 'o', 'n', 'e', 4, 0, 't', 'w', 'o' });
			assertThat(Zmtp.isClosedByPeer(peer, 40_000)).isTrue();
			await()
				.untilAsserted(() -> assertThat(this.listener.details()).anyMatch((told) -> told.contains("ZMTP 1.0")));
		}
	}

	@Test
	void aTaskRunsOnTheCallersThreadWhereTheLoopHasNothingElseToDo() {
		Served served = new Served();
		served.open(SocketLimits.DEFAULT);
		await().untilAsserted(() -> { // the I/O thread may still be busy with the start
			CompletableFuture<Thread> ran = new CompletableFuture<>();
			served.loop.executeHere(() -> {
				assertThat(served.loop.isHere()).isTrue();
				ran.complete(Thread.currentThread());
			});
			assertThat(ran.get(30, TimeUnit.SECONDS)).isSameAs(Thread.currentThread());
		});
		assertThat(served.loop.isHere()).isFalse();
	}

	@Test
	void taskRunsOnTheThreadThatHoldsTheLoop() throws Exception {
		Served served = new Served();
		served.open(SocketLimits.DEFAULT);
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Thread> busy = new CompletableFuture<>();
		served.loop.execute(() -> {
			busy.complete(Thread.currentThread());
			begun.countDown();
			await().until(() -> end.await(0, TimeUnit.SECONDS));
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Thread> ran = new CompletableFuture<>();
		served.loop.executeHere(() -> ran.complete(Thread.currentThread()));
		assertThat(ran).isNotDone();
		end.countDown();
		assertThat(ran).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(busy.get());
	}

	@Test
	void manyCallersSendWithoutMixingUpTheirMessages() throws Exception {
		Served served = new Served();
		int callers = 4;
		int each = 5000;
		try (Socket peer = Zmtp.connectAsDealer(served.open(SocketLimits.DEFAULT.withHighWaterMark(100_000)))) {
			byte[] identity = served.identityOf(peer);
			for (int i = 0; i < callers; i++) {
				int caller = i;
				new Thread(() -> {
					for (int j = 0; j < each; j++) {
						byte[][] message = { identity, { (byte) caller }, new byte[j % 700],
								Integer.toString(j).getBytes(StandardCharsets.US_ASCII) };
						served.loop.executeHere(() -> served.loop.send(message));
					}
				}).start();
			}
			int[] next = new int[callers];
			DataInputStream input = new DataInputStream(peer.getInputStream());
			for (int i = 0; i < callers * each; i++) {
				byte[][] message = Zmtp.readMessage(input);
				int number = next[message[0][0]]++;
				assertThat(message[1]).hasSize(number % 700);
				assertThat(new String(message[2], StandardCharsets.US_ASCII)).isEqualTo(Integer.toString(number));
			}
		}
	}

	private static void write(Socket peer, byte[] bytes) {
		try {
			peer.getOutputStream().write(bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static byte[] readFrame(DataInputStream input) throws IOException {
		return Zmtp.readMessage(input)[0];
	}

	/** Sends messages repeatedly until the queue is full. */
	private final class Pump implements SocketHandler {

		private final SocketLoop loop;

		private final int messages;

		private int sent;

		private volatile int waits;

		Pump(Endpoint endpoint, int messages) {
			this.loop = ConnectionTests.this.transport.create("pump",
					SocketSettings.asking(endpoint).withLimits(SocketLimits.DEFAULT.withHighWaterMark(2)), this);
			this.messages = messages;
		}

		@Override
		public void onMessage(byte[][] frames) {
			throw new IllegalStateException("Nobody answers");
		}

		@Override
		public void onConnected() {
			onWritable();
		}

		@Override
		public void onWritable() {
			while (this.sent < this.messages && this.loop.send(new byte[][] { filled(this.sent) }) == SendResult.SENT) {
				this.sent++;
			}
			if (this.sent < this.messages) {
				this.waits = this.waits + 1;
				this.loop.awaitWritable();
			}
		}

	}

	/** Sends each message back, and can send others. */
	private final class Served implements SocketHandler {

		private final BlockingQueue<byte[][]> received = new LinkedBlockingQueue<>();

		private final BlockingQueue<byte[]> gone = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> order = new LinkedBlockingQueue<>();

		private SocketLoop loop;

		Endpoint open(SocketLimits limits) {
			this.loop = ConnectionTests.this.transport.create("served",
					SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("tcp://127.0.0.1:0"))
						.withPeerLoss()
						.withLimits(limits),
					this);
			return this.loop.start();
		}

		void pauseReading(boolean paused) throws Exception {
			this.loop.query(() -> {
				this.loop.pauseReading(paused);
				return paused;
			}, paused).get(30, TimeUnit.SECONDS);
		}

		/** Sends a message from a peer, and returns its identity. */
		byte[] identityOf(Socket peer) throws Exception {
			this.received.clear();
			peer.getOutputStream().write(Zmtp.frame(Zmtp.ascii("who"), false));
			Zmtp.readMessage(new DataInputStream(peer.getInputStream()));
			return this.received.poll(30, TimeUnit.SECONDS)[0];
		}

		SendResult send(byte[] identity, byte[]... frames) throws Exception {
			byte[][] message = new byte[frames.length + 1][];
			message[0] = identity;
			System.arraycopy(frames, 0, message, 1, frames.length);
			return this.loop.query(() -> this.loop.send(message), SendResult.UNROUTABLE).get(30, TimeUnit.SECONDS);
		}

		boolean mayTake(byte[] identity) throws Exception {
			return this.loop.query(() -> this.loop.mayTake(identity), false).get(30, TimeUnit.SECONDS);
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.order.add(new String(frames[1], StandardCharsets.ISO_8859_1));
			this.received.add(frames);
			this.loop.send(frames);
		}

		@Override
		public void onPeerGone(byte[] identity) {
			this.order.add("gone");
			this.gone.add(identity);
		}

	}

}
