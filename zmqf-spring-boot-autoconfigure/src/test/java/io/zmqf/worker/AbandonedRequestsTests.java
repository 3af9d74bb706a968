package io.zmqf.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Streaming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** A request no longer counts after its deadline, whatever its handler does. */
@Timeout(60)
class AbandonedRequestsTests {

	private static final Duration SHORT = Duration.ofMillis(100);

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("server");

	private final CountDownLatch released = new CountDownLatch(1);

	private final List<CompletableFuture<Message>> futures = new ArrayList<>();

	private final AtomicInteger begun = new AtomicInteger();

	private final Queue<String> abandoned = new ConcurrentLinkedQueue<>();

	private final WorkerListener listener = new WorkerListener() {

		@Override
		public void requestAbandoned(String event, int count) {
			AbandonedRequestsTests.this.abandoned.add(event);
		}

	};

	AbandonedRequestsTests() {
		this.handlers.register("future", (request) -> {
			this.begun.incrementAndGet();
			CompletableFuture<Message> future = new StubbornFuture();
			synchronized (this.futures) {
				this.futures.add(future);
			}
			return future;
		});
		this.handlers.register("blocking", (request) -> {
			this.begun.incrementAndGet();
			this.released.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.released.countDown();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	private Worker server(WorkerSettings settings) {
		return this.nodes.worker(settings, this.handlers, this.nodes.executor(), this.listener);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "blocking" })
	void expiredRequestsFreeTheirSlots(String event) {
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(2, 1));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		client.request("echo", 1, JsonNode.class); // connected from here on
		abandonTwo(server, client, event);
		assertThat(server.status().inHand()).isZero();
		for (int i = 0; i < 5; i++) {
			assertThat(client.request("echo", i, JsonNode.class)).isNotNull();
		}
		this.released.countDown();
		synchronized (this.futures) {
			this.futures.forEach((future) -> future.complete(new Message(event, Message.NO_DATA)));
		}
		await().until(() -> server.status().abandoned() == 0);
	}

	private void abandonTwo(Worker server, RequestClient client, String event) {
		for (int i = 1; i <= 2; i++) {
			int begun = i;
			await().until(() -> { // a slow machine may not begin it in time
				assertThatExceptionOfType(ZmqTimeoutException.class)
					.isThrownBy(() -> client.event(event).timeout(SHORT).request(String.class));
				return this.begun.get() >= begun;
			});
			await().until(() -> server.status().abandoned() >= begun);
		}
		awaitAbandoned(event, event);
	}

	private void awaitAbandoned(String... events) {
		await().untilAsserted(() -> assertThat(this.abandoned).containsExactly(events));
	}

	@Test
	void iteratorsThatBlockLeaveTheirPlacesToOthersAndAreCountedUntilTheyEnd() {
		AtomicInteger blocked = new AtomicInteger();
		this.handlers.register("stream", Streaming.iterator((request) -> Stream.of(1, 2, 3).peek((item) -> {
			if (item > 1) {
				blocked.incrementAndGet();
				uninterruptibly(this.released);
			}
		}).iterator(), () -> {
		}));
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(2, 1));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		for (int i = 1; i <= 2; i++) {
			try (Stream<Integer> items = client.event("stream").window(1).stream(Integer.class)) {
				assertThat(items.iterator().next()).isOne();
				await().untilAtomic(blocked, equalTo(i));
			}
		}
		await().until(() -> server.status().inHand() == 0);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		await().until(() -> server.status().abandoned() == 2);
		awaitAbandoned("stream", "stream");
		this.released.countDown();
		await().until(() -> server.status().abandoned() == 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "request", "interruptible", "cancel", "close" })
	void sourceBlockedOnCancellationIsCountedUntilItEnds(String where) {
		AtomicInteger blocked = new AtomicInteger();
		Runnable block = () -> {
			blocked.incrementAndGet();
			uninterruptibly(this.released);
		};
		Streaming handler = switch (where) {
			case "cancel" -> Streaming.flux((request) -> Flux.just(1).concatWith(Flux.never()).doOnCancel(block));
			case "close" -> Streaming.iterator((request) -> Stream.generate(() -> 1).iterator(), block);
			default -> Streaming.flux((request) -> Flux.just(1, 2, 3).map((item) -> {
				if (item > 1) {
					block.run();
				}
				return item;
			}));
		};
		this.handlers.register("stream", where.equals("interruptible") ? interruptible(handler) : handler);
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(1, 0));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		try (Stream<Integer> items = client.event("stream").window(1).stream(Integer.class)) {
			assertThat(items.iterator().next()).isOne();
			if (!where.equals("cancel") && !where.equals("close")) {
				await().untilAtomic(blocked, equalTo(1));
			}
		}
		await().untilAtomic(blocked, equalTo(1));
		await().until(() -> server.status().abandoned() == 1);
		awaitAbandoned("stream");
		assertThat(server.status().inHand()).isZero();
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		this.released.countDown();
		await().until(() -> server.status().abandoned() == 0);
	}

	private static RequestHandler interruptible(RequestHandler handler) {
		return new DelegatingRequestHandler(handler) {

			@Override
			public CompletionStage<Message> handle(Message request) throws Exception {
				return delegate().handle(request);
			}

			@Override
			public boolean isInterruptible() {
				return true;
			}

		};
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void blockedSourceIsReplacedAlthoughItsCallerHasGrantedCredit(boolean interruptible) {
		AtomicInteger blocked = new AtomicInteger();
		Streaming handler = Streaming.flux((request) -> Flux.just(1, 2, 3).doOnNext((item) -> {
			if (item > 1) {
				blocked.incrementAndGet();
				uninterruptibly(this.released);
			}
		}));
		this.handlers.register("stream", interruptible ? interruptible(handler) : handler);
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(1, 0));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		try (Stream<Integer> items = client.event("stream").window(2).stream(Integer.class)) {
			assertThat(items.iterator().next()).isOne();
			await().untilAtomic(blocked, equalTo(1));
		}
		await().until(() -> server.status().abandoned() == 1);
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		this.released.countDown();
		await().until(() -> server.status().abandoned() == 0);
	}

	@Test
	void blockedSourceIsInterruptedAlthoughItsCallerHasGrantedCredit() {
		AtomicInteger blocked = new AtomicInteger();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		this.handlers.register("stream",
				interruptible(Streaming.flux((request) -> Flux.just(1, 2, 3).doOnNext((item) -> {
					if (item > 1) {
						blocked.incrementAndGet();
						try {
							interrupted.complete(!this.released.await(40, TimeUnit.SECONDS));
						}
						catch (InterruptedException ex) {
							interrupted.complete(true);
						}
					}
				}))));
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(2, 0));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		try (Stream<Integer> items = client.event("stream").window(2).stream(Integer.class)) {
			assertThat(items.iterator().next()).isOne();
			await().untilAtomic(blocked, equalTo(1));
			client.request("echo", 1, JsonNode.class); // arrives after the credit
		}
		assertThat(interrupted).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
	}

	private static void uninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void eventIsBusyWhileAllItsThreadsAreStuck() {
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(2, 10));
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		client.request("echo", 1, JsonNode.class); // connected from here on
		abandonTwo(server, client, "blocking");
		ZmqRemoteException refusal = catchThrowableOfType(ZmqRemoteException.class,
				() -> client.request("blocking", 1, Integer.class));
		assertThat(refusal.is(ProblemType.BUSY)).isTrue();
		assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
		this.released.countDown();
		await().ignoreExceptions()
			.until(() -> client.request("blocking", 1, Integer.class), Integer.valueOf(1)::equals);
	}

	@Test
	void aRequestWithoutATimeoutCountsForTheLongestOne() {
		Worker server = server(
				WorkerSettings.server(Nodes.ANY).withConcurrency(1, 0).withMaxTimeout(Duration.ofSeconds(1)));
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "future", "1");
		assertThat(peer.receiveText()).startsWith("first", "", "error").last().asString().contains("504");
		peer.send("second", "", "future", "1", "{\"zmqf-timeout\":\"31536000000\"}");
		assertThat(peer.receiveText()).startsWith("second", "", "error").last().asString().contains("504");
		await().until(() -> server.status().abandoned() == 2);
	}

	@Test
	void aRequestThatWaitsForAThreadIsAnsweredAtItsDeadline() {
		Worker server = server(WorkerSettings.server(Nodes.ANY).withConcurrency(1, 10));
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "blocking", "1");
		peer.send("second", "", "echo", "1", "{\"zmqf-timeout\":\"100\"}");
		assertThat(peer.receiveText()).startsWith("second", "", "error").last().asString().contains("504");
		assertThat(server.status().abandoned()).isZero();
		assertThat(server.status().inHand()).isOne();
	}

	@Test
	void anAbandonedRequestHasOneAnswerAndDelaysNoStop() {
		Worker server = server(WorkerSettings.server(Nodes.ANY));
		RawPeer peer = this.nodes.dealer(server.endpoints().get(0), null);
		peer.send("first", "", "future", "1", "{\"zmqf-timeout\":\"1000\"}");
		assertThat(peer.receiveText()).startsWith("first", "", "error");
		assertThat(CompletableFuture.runAsync(() -> server.stop(Duration.ofDays(1)), this.nodes.executor()))
			.succeedsWithin(Duration.ofSeconds(20));
		synchronized (this.futures) {
			this.futures.get(0).complete(new Message("future", Message.NO_DATA));
		}
		assertThat(server.status().abandoned()).isZero();
		assertThat(peer.receivesNothingFor(Duration.ofMillis(100))).isTrue();
	}

	@Test
	void workerSendsTheProblemOfADeadline() {
		RawPeer router = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.endpoint()), this.handlers,
				this.nodes.executor(), this.listener);
		router.receiveUntil(2, "zmqf.ready");
		router.send(worker.identity().toString(), "token", "", "future", "1", "{\"zmqf-timeout\":\"1000\"}");
		assertThat(RawPeer.text(router.receiveUntil(1, "token"))).contains("error").last().asString().contains("504");
		await().until(() -> worker.status().abandoned() == 1);
	}

	/** The future of a handler that continues after its cancellation. */
	private static final class StubbornFuture extends CompletableFuture<Message> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

}
