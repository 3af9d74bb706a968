package io.zmqf.transport.nio;

import io.zmqf.transport.*;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.zmqf.tools.Tool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Loops with real sockets, on JeroMQ's I/O thread and on threads of their own. */
@Timeout(30)
@ParameterizedClass(name = "on threads of their own: {0}")
@ValueSource(booleans = { false })
class NioSocketLoopTests {

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	private final RecordingListener listener = new RecordingListener();

	private final NioTransport transport;

	private final List<SocketLoop> loops = new ArrayList<>();

	private final List<Throwable> uncaught = new ArrayList<>();

	private Thread.@Nullable UncaughtExceptionHandler before;

	NioSocketLoopTests(boolean ownThreads) {
		this.transport = new NioTransport(this.listener, NioTransport.DEFAULT_PERMISSIONS, MemoryLimits.ofHeap());
	}

	@BeforeEach
	void watchThreads() {
		this.before = Thread.getDefaultUncaughtExceptionHandler();
		Thread.setDefaultUncaughtExceptionHandler((thread, ex) -> {
			synchronized (this.uncaught) {
				this.uncaught.add(ex);
			}
		});
	}

	@AfterEach
	void close() {
		this.loops.forEach(SocketLoop::close);
		this.transport.close();
		Thread.setDefaultUncaughtExceptionHandler(this.before);
		synchronized (this.uncaught) {
			assertThat(this.uncaught).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://127.0.0.1:0", "tcp://localhost:0", "tcp://*:0", "tcp://127.0.0.1:*",
			"tcp://[::1]:0", "tcp://[::]:0" })
	void aSystemChosenPortIsToldAndReachesTheSocket(String address) throws InterruptedException {
		Endpoint asked = Endpoint.parse(address);
		if (asked.toString().contains("[")) {
			Tool.IPV6.assume();
		}
		Endpoint bound = echo(asked).start();
		assertThat(bound).isInstanceOfSatisfying(Endpoint.Tcp.class, (tcp) -> {
			assertThat(tcp.port()).isPositive();
			assertThat(tcp.host()).isEqualTo(((Endpoint.Tcp) asked).host());
		});
		assertAnswers(asker(bound));
	}

	@Test
	void anIpv6WildcardIsReachedThroughIpv4() throws InterruptedException {
		Tool.IPV6.assume();
		Endpoint.Tcp bound = (Endpoint.Tcp) echo(Endpoint.parse("tcp://[::]:0")).start();
		assertAnswers(asker(new Endpoint.Tcp("127.0.0.1", bound.port())));
	}

	@Test
	void anInprocNameIsReachedWhereItIsBoundFirst() throws InterruptedException {
		Endpoint name = Endpoint.parse("inproc://bound-first");
		assertThat(echo(name).start()).isEqualTo(name);
		assertAnswers(asker(name));
	}

	@Test
	void anInprocNameIsReachedWhereItIsConnectedFirst() throws InterruptedException {
		Endpoint name = Endpoint.parse("inproc://connected-first");
		Asker asker = asker(name);
		asker.ask("early");
		echo(name).start();
		assertThat(asker.answer()).isEqualTo("early");
		assertAnswers(asker);
	}

	@Test
	void anAddressInUseIsRefusedBySayingSo() {
		Endpoint bound = echo(Endpoint.parse("tcp://127.0.0.1:0")).start();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> echo(bound).start())
			.withMessageContaining(bound.toString())
			.satisfies((ex) -> {
				assertThat(ex.getReason()).isEqualTo(TransportException.Reason.ADDRESS_IN_USE);
				assertThat(ex.getEndpoint()).isEqualTo(bound);
			});
	}

	@Test
	void anInprocNameInUseIsRefusedBySayingSo() {
		Endpoint name = Endpoint.parse("inproc://in-use");
		echo(name).start();
		assertThatExceptionOfType(TransportException.class).isThrownBy(() -> echo(name).start())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(TransportException.Reason.ADDRESS_IN_USE));
	}

	@Test
	void anAddressIsBoundAgainRightAfterItWasClosed() throws InterruptedException {
		Endpoint endpoint = Endpoint.parse("tcp://127.0.0.1:0");
		for (int i = 0; i < 25; i++) {
			SocketLoop server = echo(endpoint);
			endpoint = server.start();
			if (i % 5 == 0) {
				Asker asker = asker(endpoint);
				assertAnswers(asker);
				asker.loop.close();
			}
			server.close();
		}
	}

	@Test
	void aPeerThatIsRestartedIsFoundAgain() throws InterruptedException {
		SocketLoop first = echo(Endpoint.parse("tcp://127.0.0.1:0"));
		Endpoint endpoint = first.start();
		Asker asker = asker(endpoint);
		assertAnswers(asker);
		asker.clear();
		first.close();
		assertThat(asker.notice()).isEqualTo("disconnected");
		echo(endpoint).start();
		assertThat(asker.notice()).isEqualTo("connected");
		assertAnswers(asker);
	}

	@Test
	void aHostThatIsUnknownDoesNotKeepASocketFromOpening() throws Exception {
		Asker asker = new Asker(Endpoint.parse("tcp://no-such-host.invalid:5555"));
		asker.loop.start();
		asker.ask("nobody");
		assertThat(asker.loop.isConnected()).isFalse();
		long start = System.nanoTime();
		asker.loop.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
	}

	@Test
	void aBlockedLoopIsClosedPromptlyFromAnotherThread() {
		SocketLoop server = echo(Endpoint.parse("tcp://127.0.0.1:0"));
		Endpoint endpoint = server.start();
		Asker asker = asker(endpoint);
		long start = System.nanoTime();
		asker.loop.close();
		server.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
		server.close();
	}

	@Test
	void aLoopThatWasNeverStartedIsClosedAndRejectsItsTasks() {
		SocketLoop loop = echo(Endpoint.parse("tcp://127.0.0.1:0"));
		AtomicBoolean rejected = new AtomicBoolean();
		LoopTask task = new LoopTask() {

			@Override
			public void run() {
				throw new IllegalStateException("Nothing runs on a loop that has ended");
			}

			@Override
			public void reject() {
				rejected.set(true);
			}

		};
		loop.close();
		loop.execute(task);
		assertThat(rejected).isTrue();
		assertThatExceptionOfType(TransportException.class).isThrownBy(loop::start).withMessageContaining("ended");
	}

	@Test
	void aTimerEndsTheWaitOfABlockedLoop() throws InterruptedException {
		Asker asker = asker(echo(Endpoint.parse("tcp://127.0.0.1:0")).start());
		BlockingQueue<Long> called = new LinkedBlockingQueue<>();
		asker.loop.execute(() -> asker.loop.schedule(new Timed() {

			@Override
			protected void onTime() {
				called.add(asker.loop.now());
			}

		}, asker.loop.now() + TimeUnit.MILLISECONDS.toNanos(50)));
		assertThat(called.poll(5, TimeUnit.SECONDS)).isNotNull();
	}

	@Test
	void tasksFromManyThreadsAllRunWhileTheSocketIsReplacedAgainAndAgain() throws InterruptedException {
		Asker asker = asker(echo(Endpoint.parse("tcp://127.0.0.1:0")).start());
		AtomicBoolean stop = new AtomicBoolean();
		LinkedBlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
		LinkedBlockingQueue<Throwable> thrown = new LinkedBlockingQueue<>();
		List<Thread> givers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			givers.add(new Thread(() -> {
				try {
					for (int j = 0; j < 5000; j++) {
						asker.loop.execute(() -> ran.add(1));
					}
				}
				catch (RuntimeException ex) {
					thrown.add(ex);
				}
			}));
		}
		Thread replacing = new Thread(() -> {
			while (!stop.get()) {
				LinkedBlockingQueue<Integer> done = new LinkedBlockingQueue<>();
				asker.loop.execute(() -> {
					asker.loop.reconnect();
					done.add(1);
				});
				try {
					done.take();
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		});
		replacing.start();
		givers.forEach(Thread::start);
		for (Thread giver : givers) {
			giver.join();
		}
		stop.set(true);
		replacing.join();
		assertThat(thrown).isEmpty();
		for (int i = 0; i < 20_000; i++) {
			assertThat(ran.poll(5, TimeUnit.SECONDS)).isNotNull();
		}
		assertAnswers(asker);
	}

	@Test
	void openingAndClosingAThousandTimesLeavesNeitherThreadsNorDescriptors() throws Exception {
		cycle(100);
		int threads = Thread.activeCount();
		long descriptors = descriptors();
		cycle(1000);
		assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 2);
		long limit = descriptors + 50;
		for (int i = 0; descriptors() > limit && i < 100; i++) {
			cycle(1);
		}
		assertThat(descriptors()).isLessThanOrEqualTo(limit);
	}

	private void cycle(int times) {
		Endpoint endpoint = echo(Endpoint.parse("tcp://127.0.0.1:0")).start();
		for (int i = 0; i < times; i++) {
			SocketLoop loop = this.transport.create("cycled", SocketSettings.asking(endpoint), (frames) -> {
			});
			loop.start();
			loop.close();
		}
		this.loops.remove(this.loops.size() - 1).close();
	}

	private static long descriptors() throws Exception {
		if (!Files.isDirectory(DESCRIPTORS)) {
			return 0;
		}
		try (Stream<Path> open = Files.list(DESCRIPTORS)) {
			return open.count();
		}
	}

	@Test
	void closingTheTransportEndsTheLoopsThatNobodyHasClosed() {
		SocketLoop server = echo(Endpoint.parse("tcp://127.0.0.1:0"));
		Asker asker = asker(server.start());
		this.transport.close();
		AtomicBoolean rejected = new AtomicBoolean();
		asker.loop.execute(new LoopTask() {

			@Override
			public void run() {
				throw new IllegalStateException("Nothing runs on a loop that has ended");
			}

			@Override
			public void reject() {
				rejected.set(true);
			}

		});
		assertThat(rejected).isTrue();
		asker.loop.close();
		server.close();
		assertThat(this.listener.failures()).isEmpty();
		assertThatExceptionOfType(TransportException.class)
			.isThrownBy(() -> echo(Endpoint.parse("tcp://127.0.0.1:0")).start())
			.withMessageContaining("closed");
	}

	@Test
	void frameLengthsAndEmptyFramesArriveAsTheyWereSent() throws InterruptedException {
		Asker asker = asker(echo(Endpoint.parse("tcp://127.0.0.1:0")).start());
		assertThat(asker.notice()).isEqualTo("connected");
		List<byte[]> frames = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			frames.add(new byte[(i % 3) * 1000 * i]);
		}
		asker.loop.execute(() -> asker.loop.send(frames.toArray(byte[][]::new)));
		byte[][] answer = asker.answers.poll(10, TimeUnit.SECONDS);
		assertThat(answer).isDeepEqualTo(frames.toArray(byte[][]::new));
	}

	private static void assertAnswers(Asker asker) throws InterruptedException {
		asker.ask("héllo");
		assertThat(asker.answer()).isEqualTo("héllo");
	}

	private SocketLoop echo(Endpoint endpoint) {
		return new Echo(endpoint).loop;
	}

	private Asker asker(Endpoint endpoint) {
		Asker asker = new Asker(endpoint);
		asker.loop.start();
		return asker;
	}

	/** Sends each message back. */
	private final class Echo implements SocketHandler {

		private final SocketLoop loop;

		Echo(Endpoint endpoint) {
			this.loop = NioSocketLoopTests.this.transport.create("echo",
					SocketSettings.binding(SocketSettings.Type.ROUTER, endpoint), this);
			NioSocketLoopTests.this.loops.add(this.loop);
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.loop.send(frames);
		}

	}

	/** Keeps what comes. */
	private final class Asker implements SocketHandler {

		private final SocketLoop loop;

		private final BlockingQueue<byte[][]> answers = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

		private final List<String> unsent = new ArrayList<>();

		Asker(Endpoint endpoint) {
			this.loop = NioSocketLoopTests.this.transport.create("asker", SocketSettings.asking(endpoint), this);
			NioSocketLoopTests.this.loops.add(this.loop);
		}

		void ask(String text) {
			this.loop.execute(() -> {
				this.unsent.add(text);
				if (this.loop.isConnected()) {
					sendUnsent();
				}
			});
		}

		private void sendUnsent() {
			this.unsent.forEach((text) -> this.loop.send(new byte[][] { text.getBytes(StandardCharsets.UTF_8) }));
			this.unsent.clear();
		}

		String answer() throws InterruptedException {
			byte[][] frames = this.answers.poll(10, TimeUnit.SECONDS);
			assertThat(frames).as("answer").isNotNull();
			return new String(frames[0], StandardCharsets.UTF_8);
		}

		@Nullable String notice() throws InterruptedException {
			return this.notices.poll(10, TimeUnit.SECONDS);
		}

		void clear() {
			this.notices.clear();
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.answers.add(frames);
		}

		@Override
		public void onConnected() {
			this.notices.add("connected");
			sendUnsent();
		}

		@Override
		public void onDisconnected() {
			this.notices.add("disconnected");
		}

	}

}
