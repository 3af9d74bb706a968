package io.zmqf.transport.nio;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.tools.Ports;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

/** Sockets whose event loop fails. */
@Timeout(60)
class EventLoopFailureTests {

	private final Recorder listener = new Recorder();

	private final List<Selector> selectors = new ArrayList<>();

	private volatile boolean noMoreSelectors;

	private final NioTransport transport = new NioTransport(this.listener, NioTransport.DEFAULT_PERMISSIONS,
			MemoryLimits.ofHeap(), HostLookup.SYSTEM, Duration.ofSeconds(5), this::openSelector, Map.of());

	@AfterEach
	void close() {
		this.transport.close();
	}

	private Selector openSelector() throws IOException {
		if (this.noMoreSelectors) {
			throw new IOException("Too many open files");
		}
		Selector selector = Selector.open();
		synchronized (this.selectors) {
			this.selectors.add(selector);
		}
		return selector;
	}

	private void breakSelector() throws IOException {
		synchronized (this.selectors) {
			this.selectors.get(this.selectors.size() - 1).close();
		}
	}

	@Test
	void loopWithABrokenSelectorIsReplacedWithItsSockets() throws Exception {
		Endpoint endpoint = echo("tcp://127.0.0.1:0").start();
		Peer tcp = new Peer(endpoint);
		Endpoint name = echo("inproc://replaced").start();
		Peer inproc = new Peer(name);
		assertThat(tcp.request("first")).isEqualTo("first");
		assertThat(inproc.request("first")).isEqualTo("first");
		breakSelector();
		await().until(() -> !this.listener.failed.isEmpty());
		assertThat(tcp.notices.poll(30, TimeUnit.SECONDS)).isEqualTo("disconnected");
		assertThat(tcp.notices.poll(30, TimeUnit.SECONDS)).isEqualTo("connected");
		assertThat(tcp.request("second")).isEqualTo("second");
		await().untilAsserted(() -> assertThat(inproc.loop.isConnected()).isTrue());
		assertThat(inproc.request("second")).isEqualTo("second");
		assertThat(this.listener.broken).isEmpty();
	}

	@Test
	void irreplaceableLoopEndsWithItsSocketsAndIsReported() throws Exception {
		Endpoint endpoint = echo("tcp://127.0.0.1:0").start();
		Peer peer = new Peer(endpoint);
		assertThat(peer.request("first")).isEqualTo("first");
		this.noMoreSelectors = true;
		breakSelector();
		await().atMost(Duration.ofSeconds(30)).until(() -> !this.listener.broken.isEmpty());
		assertThat(peer.notices).contains("closed");
		assertThat(peer.loop.query(() -> "continues", "has ended")).succeedsWithin(30, TimeUnit.SECONDS)
			.isEqualTo("has ended");
		long start = System.nanoTime();
		this.transport.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
	}

	/** The report of a failure fails, too, where the heap is full. */
	@Test
	void loopContinuesAlthoughItsReportsFail() throws Exception {
		EventLoop loop = new EventLoop("full", new TransportListener() {

			@Override
			public void loopFailed(String socket, Throwable failure) {
				throw new OutOfMemoryError("on purpose");
			}

		}, Selector::open, new MemoryBudget(MemoryLimits.ofHeap()));
		CountDownLatch later = new CountDownLatch(1);
		loop.execute(() -> {
			throw new OutOfMemoryError("on purpose");
		});
		loop.execute(later::countDown);
		assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
		loop.close(10, TimeUnit.SECONDS);
	}

	@Test
	void stackOverflowOfACallerDoesNotStopTheLoop() throws Exception {
		Peer peer = new Peer(echo("tcp://127.0.0.1:0").start());
		assertThat(peer.request("first")).isEqualTo("first");
		for (int i = 0; i < 50; i++) {
			CompletableFuture<Boolean> overflown = new CompletableFuture<>();
			Thread deep = new Thread(null, () -> overflown.complete(descend(peer.loop, 0)), "deep", 256 * 1024);
			deep.start();
			assertThat(overflown).succeedsWithin(20, TimeUnit.SECONDS).isEqualTo(true);
			assertThat(peer.request("after " + i)).isEqualTo("after " + i);
		}
	}

	/** Uses the loop at each stack depth, and once more when the stack is exhausted. */
	private static boolean descend(SocketLoop loop, int depth) {
		try {
			loop.executeHere(() -> {
			});
			return depth < Integer.MAX_VALUE && descend(loop, depth + 1);
		}
		catch (StackOverflowError ex) {
			return true;
		}
	}

	@Test
	void interruptedStartLeavesNoBoundSocket() throws Exception {
		SocketLoop busy = echo("tcp://127.0.0.1:0");
		busy.start();
		int port = Ports.free();
		CountDownLatch end = block(busy);
		SocketLoop late = echo("tcp://127.0.0.1:" + port);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(TransportException.class).isThrownBy(late::start)
			.withMessageContaining("interrupted");
		assertThat(Thread.interrupted()).isTrue();
		end.countDown();
		await().untilAsserted(() -> assertThatNoException().isThrownBy(() -> new ServerSocket(port).close()));
		assertThatExceptionOfType(TransportException.class).isThrownBy(late::start);
	}

	@Test
	void socketOfABlockedLoopIsClosedOnceItContinues() throws Exception {
		int port = Ports.free();
		SocketLoop blocked = echo("tcp://127.0.0.1:" + port);
		blocked.start();
		CountDownLatch end = block(blocked);
		blocked.close(); // gives up after ten seconds
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> new ServerSocket(port).close());
		end.countDown();
		await().untilAsserted(() -> assertThatNoException().isThrownBy(() -> new ServerSocket(port).close()));
	}

	/** Blocks the event loop until the latch is counted down. */
	private static CountDownLatch block(SocketLoop loop) throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		loop.execute(() -> {
			begun.countDown();
			await().forever().until(() -> end.getCount() == 0);
		});
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		return end;
	}

	@Test
	void throwingListenerDelaysNoOthers() throws Exception {
		this.listener.thrown = new OutOfMemoryError("listener");
		Peer peer = new Peer(echo("tcp://127.0.0.1:0").start());
		assertThat(peer.request("first")).isEqualTo("first");
		peer.loop.execute(() -> peer.loop.reconnect());
		assertThat(peer.notices.poll(30, TimeUnit.SECONDS)).isEqualTo("connected");
		assertThat(peer.request("second")).isEqualTo("second");
	}

	@Test
	void nothingOfAClosedTransportStaysReachable() throws Exception {
		// those of other tests
		Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
		List<WeakReference<?>> references = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			references.add(openAndClose());
		}
		await().untilAsserted(() -> {
			System.gc();
			assertThat(references).allMatch((reference) -> reference.get() == null);
		});
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("zmqf-io") && !before.contains(thread))
			.isEmpty());
	}

	private static WeakReference<?> openAndClose() throws InterruptedException {
		NioTransport transport = new NioTransport(TransportListener.NONE);
		SocketLoop server = transport.create("server",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse("tcp://127.0.0.1:0")), (frames) -> {
				});
		SocketLoop client = transport.create("client", SocketSettings.asking(server.start()), (frames) -> {
		});
		client.start();
		client.execute(() -> client.schedule(new Timed() {

			@Override
			protected void onTime() {
				throw new IllegalStateException("The day is not over");
			}

		}, client.now() + TimeUnit.DAYS.toNanos(1)));
		await().until(client::isConnected);
		transport.close();
		return new WeakReference<>(transport);
	}

	private SocketLoop echo(String address) {
		SocketLoop[] loop = new SocketLoop[1];
		loop[0] = this.transport.create("echo",
				SocketSettings.binding(SocketSettings.Type.ROUTER, Endpoint.parse(address)),
				(frames) -> loop[0].send(frames));
		return loop[0];
	}

	/** Sends requests one after the other. */
	private final class Peer implements SocketHandler {

		private final SocketLoop loop;

		private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

		Peer(Endpoint endpoint) throws InterruptedException {
			this.loop = EventLoopFailureTests.this.transport.create("peer", SocketSettings.asking(endpoint), this);
			this.loop.start();
			assertThat(this.notices.poll(30, TimeUnit.SECONDS)).isEqualTo("connected");
		}

		@Nullable String request(String text) throws InterruptedException {
			this.loop.executeHere(() -> this.loop.send(new byte[][] { text.getBytes(StandardCharsets.UTF_8) }));
			return this.replies.poll(30, TimeUnit.SECONDS);
		}

		@Override
		public void onMessage(byte[][] frames) {
			this.replies.add(new String(frames[0], StandardCharsets.UTF_8));
		}

		@Override
		public void onConnected() {
			this.notices.add("connected");
		}

		@Override
		public void onDisconnected() {
			this.notices.add("disconnected");
		}

		@Override
		public void onClose() {
			this.notices.add("closed");
		}

	}

	private static final class Recorder implements TransportListener {

		private final Queue<Throwable> failed = new ConcurrentLinkedQueue<>();

		private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();

		private volatile @Nullable Error thrown;

		@Override
		public void socketEvent(String socket, SocketEvent event) {
			Error error = this.thrown;
			if (error != null) {
				throw error;
			}
		}

		@Override
		public void ioFailed(Throwable failure) {
			this.failed.add(failure);
		}

		@Override
		public void ioBroken(Throwable failure) {
			this.broken.add(failure);
		}

	}

}
