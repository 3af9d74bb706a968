package io.zmqf.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.message.Deadline;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqConnectionException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqMalformedReplyException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Streaming;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Replies of many items, from handler to caller. */
@Timeout(60)
class StreamTests {

	private static final int WINDOW = 16;

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final AtomicInteger produced = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private @Nullable Worker worker;

	/** The way of a request to its handler. */
	enum Way {

		SERVER, ROUTER, INSIDE, INSIDE_ROUTER;

		boolean hasRouter() {
			return this == ROUTER || this == INSIDE_ROUTER;
		}

		Endpoint address(String name) {
			return (this == SERVER || this == ROUTER) ? Nodes.ANY : Endpoint.parse("inproc://" + name);
		}

	}

	StreamTests() {
		this.handlers.register("count", Streaming.iterator((request) -> {
			int count = Integer.parseInt(new String(request.data()));
			return IntStream.range(0, count).peek((i) -> this.produced.incrementAndGet()).iterator();
		}, this.closed::incrementAndGet));
		this.handlers.register("flux", Streaming.flux((request) -> {
			int count = Integer.parseInt(new String(request.data()));
			return Flux.range(0, count).doOnNext((i) -> this.produced.incrementAndGet()).doFinally((signal) -> {
				this.closed.incrementAndGet();
			});
		}));
	}

	@AfterEach
	void close() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	private RequestClient client(Way way) {
		return client(way, WorkerSettings.DEFAULT_CONCURRENCY);
	}

	private RequestClient client(Way way, int concurrency) {
		if (!way.hasRouter()) {
			WorkerSettings settings = WorkerSettings.server(way.address("server")).withConcurrency(concurrency, 0);
			this.worker = this.nodes.worker(settings, this.handlers);
			return this.nodes.client(this.worker.endpoints().get(0));
		}
		Router router = this.nodes.router(RouterSettings.of(way.address("frontend"), way.address("backend")));
		this.worker = this.nodes.worker(WorkerSettings.worker(router.backend()).withConcurrency(concurrency, 0),
				this.handlers);
		this.nodes.workers().awaitJoined(1);
		return this.nodes.client(router.frontend());
	}

	private Flux<Integer> flux(ZmqClient.RequestSpec request) {
		return JdkFlowAdapter.flowPublisherToFlux(request.publisher(Integer.class));
	}

	@ParameterizedTest
	@EnumSource
	void itemsComeInTheirOrder(Way way) {
		RequestClient client = client(way);
		List<Integer> expected = IntStream.range(0, 5_000).boxed().toList();
		for (String event : List.of("count", "flux")) {
			try (Stream<Integer> items = client.event(event).data(5_000).window(WINDOW).stream(Integer.class)) {
				assertThat(items).isEqualTo(expected);
			}
			assertThat(flux(client.event(event).data(5_000)).collectList().block()).isEqualTo(expected);
		}
		await().until(() -> this.closed.get() == 4);
		await().until(() -> client.status().inFlight() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void emptyStreamEnds(Way way) {
		RequestClient client = client(way);
		assertThat(client.event("count").data(0).stream(Integer.class)).isEmpty();
		assertThat(flux(client.event("flux").data(0)).collectList().block()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void windowOfOneIsEnough(Way way) {
		RequestClient client = client(way);
		assertThat(client.event("count").data(100).window(1).stream(Integer.class)).hasSize(100);
	}

	@ParameterizedTest
	@EnumSource
	void consumerThatStopsReadingStopsTheProducerWithinTheCredit(Way way) {
		RequestClient client = client(way);
		for (String event : List.of("count", "flux")) {
			this.produced.set(0);
			try (Stream<Integer> items = client.event(event).data(1_000_000).window(WINDOW).stream(Integer.class)) {
				Iterator<Integer> iterator = items.iterator();
				assertThat(iterator.next()).isZero();
				await().until(() -> this.produced.get() == WINDOW);
				assertThat(client.event("count").data(1).stream(Integer.class)).containsExactly(0);
				this.produced.decrementAndGet();
				assertThat(this.produced).hasValue(WINDOW);
				for (int i = 1; i < WINDOW / 2; i++) {
					iterator.next();
				}
				await().until(() -> this.produced.get() == WINDOW + WINDOW / 2);
			}
		}
	}

	@Test
	void publisherPassesOnNoMoreThanItsSubscriberHasRequested() {
		RequestClient client = client(Way.SERVER);
		StepVerifier.create(flux(client.event("flux").data(1_000_000).window(WINDOW)), 0)
			.thenRequest(2)
			.expectNext(0, 1)
			.then(() -> await().until(() -> this.produced.get() == WINDOW))
			.thenRequest(1)
			.expectNext(2)
			.thenCancel()
			.verify();
	}

	@Test
	void publisherIsForOneSubscription() {
		RequestClient client = client(Way.SERVER);
		Flow.Publisher<Integer> items = client.event("count").data(2).publisher(Integer.class);
		StepVerifier.create(JdkFlowAdapter.flowPublisherToFlux(items)).expectNext(0, 1).verifyComplete();
		StepVerifier.create(JdkFlowAdapter.flowPublisherToFlux(items)).verifyError(IllegalStateException.class);
	}

	@ParameterizedTest
	@EnumSource
	void failureFollowsReceivedItems(Way way) {
		Problem soldOut = Problem.of(409, "urn:shop:sold-out", "Sold out", "none left");
		this.handlers.register("fails", Streaming
			.flux((request) -> Flux.just(1, 2, 3).concatWith(Flux.error(new IllegalStateException("not sent")))));
		this.handlers.register("problem", Streaming.iterator((request) -> Stream.of(1, 2, 3).peek((i) -> {
			if (i == 3) {
				throw new ProblemException(soldOut);
			}
		}).iterator(), this.closed::incrementAndGet));
		RequestClient client = client(way);
		List<Integer> seen = new ArrayList<>();
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.event("fails").stream(Integer.class).forEach(seen::add))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.HANDLER_FAILED)).isTrue());
		assertThat(seen).containsExactly(1, 2, 3);
		StepVerifier.create(flux(client.event("problem")))
			.expectNext(1, 2)
			.verifyErrorSatisfies((ex) -> assertThat(ex).isInstanceOfSatisfying(ZmqRemoteException.class,
					(remote) -> assertThat(remote.getProblem().title()).isEqualTo("Sold out")));
		await().untilAsserted(() -> assertThat(this.closed).hasValue(1));
	}

	@ParameterizedTest
	@EnumSource
	void itemThatDoesNotFitEndsTheStream(Way way) {
		this.handlers.register("mixed", Streaming.flux((request) -> Flux.just(1, "two", 3)));
		RequestClient client = client(way);
		List<Integer> seen = new ArrayList<>();
		assertThatExceptionOfType(ZmqMalformedReplyException.class)
			.isThrownBy(() -> client.event("mixed").stream(Integer.class).forEach(seen::add));
		assertThat(seen).containsExactly(1);
		await().until(() -> client.status().inFlight() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void timeoutIsTheLongestWaitForTheNextItem(Way way) {
		this.handlers.register("stops",
				Streaming.flux((request) -> Flux.just(1, 2).concatWith(Flux.never()).doOnCancel(() -> {
					this.closed.incrementAndGet();
				})));
		RequestClient client = client(way);
		List<Integer> seen = new ArrayList<>();
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(
					() -> client.event("stops").timeout(Duration.ofSeconds(2)).stream(Integer.class).forEach(seen::add))
			.withMessageStartingWith("No further item of 'stops' within 2000 ms");
		assertThat(seen).containsExactly(1, 2);
		await().until(() -> this.closed.get() == 1);
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void streamTimeoutEndsAContinuingStream() {
		this.handlers.register("ticks", Streaming.flux((request) -> Flux.interval(Duration.ofMillis(20))));
		RequestClient client = client(Way.SERVER);
		assertThatExceptionOfType(ZmqTimeoutException.class)
			.isThrownBy(() -> client.event("ticks").streamTimeout(Duration.ofMillis(300)).stream(Long.class).count())
			.withMessageStartingWith("The stream of 'ticks' did not end within 300 ms");
	}

	@Test
	void streamsOfAHandlerEndWithTheirCallersDeadline() {
		RequestClient client = client(Way.SERVER);
		this.handlers.register("ticks", Streaming.flux((request) -> Flux.interval(Duration.ofMillis(20))));
		try (Deadline.Scope scope = Deadline.open(new Deadline(System.nanoTime() + 300_000_000))) {
			assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("ticks").stream(Long.class).count());
		}
	}

	@Test
	void handlerHasTheDeadlineOfTheStreamAndNotOfItsItems() {
		CompletableFuture<@Nullable Deadline> unlimited = new CompletableFuture<>();
		CompletableFuture<@Nullable Deadline> limited = new CompletableFuture<>();
		this.handlers.register("unlimited", Streaming.flux((request) -> {
			unlimited.complete(Deadline.current());
			return Flux.empty();
		}));
		this.handlers.register("limited", Streaming.flux((request) -> {
			limited.complete(Deadline.current());
			return Flux.empty();
		}));
		RequestClient client = client(Way.ROUTER);
		assertThat(client.event("unlimited").stream(Integer.class)).isEmpty();
		assertThat(unlimited.join()).isNull();
		assertThat(client.event("limited").streamTimeout(Duration.ofHours(1)).stream(Integer.class)).isEmpty();
		assertThat(limited.join()).isNotNull()
			.satisfies((deadline) -> assertThat(deadline.remaining()).isBetween(Duration.ofMinutes(50),
					Duration.ofHours(1)));
	}

	@ParameterizedTest
	@EnumSource
	void lossOfTheWorkerIsAnErrorAndNeverAnEnd(Way way) {
		this.handlers.register("open", Streaming.flux((request) -> Flux.just(1, 2).concatWith(Flux.never())));
		RequestClient client = client(way);
		List<Integer> seen = new ArrayList<>();
		CompletableFuture<Void> consumed = CompletableFuture.runAsync(
				() -> client.event("open").idempotent().stream(Integer.class).forEach(seen::add),
				this.nodes.executor());
		await().until(() -> seen.size() == 2);
		if (this.worker != null) {
			this.worker.stop(Duration.ZERO);
		}
		assertThat(consumed).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ZmqException.class, (ex) -> {
				if (ex instanceof ZmqRemoteException remote) {
					assertThat(remote.is(ProblemType.WORKER_LOST)).isTrue();
				}
				else {
					assertThat(ex).isInstanceOf(ZmqConnectionException.class);
				}
			});
	}

	@ParameterizedTest
	@EnumSource
	void oneReplyIsTheItemsOfItsArray(Way way) {
		this.handlers.register("list", (request) -> CompletableFuture
			.completedFuture(request.reply(Echo.JSON.write(List.of(1, 2, 3)), Map.of())));
		this.handlers.register("one",
				(request) -> CompletableFuture.completedFuture(request.reply(Echo.JSON.write(7), Map.of())));
		this.handlers.register("none",
				(request) -> CompletableFuture.completedFuture(request.reply(Echo.JSON.write(null), Map.of())));
		RequestClient client = client(way);
		assertThat(client.event("list").stream(Integer.class)).containsExactly(1, 2, 3);
		assertThat(client.event("list").stream(byte[].class).map(String::new)).containsExactly("1", "2", "3");
		assertThat(client.event("one").stream(Integer.class)).containsExactly(7);
		assertThat(client.event("none").stream(Integer.class)).isEmpty();
		StepVerifier.create(flux(client.event("list")), 1)
			.expectNext(1)
			.thenRequest(2)
			.expectNext(2, 3)
			.verifyComplete();
	}

	@Test
	void itemMayBeNullForAStreamAndNotForAPublisher() {
		this.handlers.register("nulls",
				Streaming.iterator((request) -> Arrays.<@Nullable Integer>asList(1, null).iterator(), () -> {
				}));
		RequestClient client = client(Way.SERVER);
		assertThat(client.event("nulls").stream(Integer.class).toList()).containsExactly(1, null);
		StepVerifier.create(flux(client.event("nulls"))).expectNext(1).verifyError(ZmqMalformedReplyException.class);
	}

	@ParameterizedTest
	@EnumSource
	void callerOfOneReplyGetsAnArray(Way way) {
		RequestClient client = client(way);
		assertThat(client.request("count", 3, List.class)).isEqualTo(List.of(0, 1, 2));
		assertThatExceptionOfType(ZmqRemoteException.class).isThrownBy(() -> client.request("count", 1_001, List.class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue());
		await().untilAsserted(() -> assertThat(this.closed).hasValue(2));
	}

	@Test
	void itemOverTheMessageLimitEndsTheStream() {
		this.handlers.register("large", Streaming.flux((request) -> Flux.just(1, "x".repeat(2_000), 3)));
		Worker server = this.nodes.worker(
				WorkerSettings.server(Nodes.ANY).withLimits(SocketLimits.DEFAULT.withMessageSize(1_000)),
				this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		List<Object> seen = new ArrayList<>();
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.event("large").stream(Object.class).forEach(seen::add))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue());
		assertThat(seen).containsExactly(1);
	}

	@Test
	void streamCountsAsOneRequestOfTheWorkersCapacity() {
		Sinks.Many<Integer> sink = Sinks.many().multicast().onBackpressureBuffer();
		this.handlers.register("open", Streaming.flux((request) -> sink.asFlux()));
		this.handlers.register("quick",
				(request) -> CompletableFuture.completedFuture(request.reply(Echo.JSON.write("quick"), Map.of())));
		RequestClient client = client(Way.ROUTER, 1);
		CompletableFuture<Long> open = CompletableFuture
			.supplyAsync(() -> client.event("open").stream(Integer.class).count(), this.nodes.executor());
		await().until(() -> sink.currentSubscriberCount() == 1);
		CompletableFuture<@Nullable String> waits = client.requestAsync("quick", null, String.class);
		assertThat(client.status().inFlight()).isEqualTo(2);
		assertThat(waits).isNotDone();
		sink.tryEmitNext(1);
		sink.tryEmitComplete();
		assertThat(open).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(1L);
		assertThat(waits).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("quick");
	}

	@Test
	void stalledStreamsHoldNoThread() {
		RequestClient client = client(Way.ROUTER, 64);
		List<Stream<Integer>> stalled = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			Stream<Integer> items = client.event("count").data(1_000_000).window(4).stream(Integer.class);
			stalled.add(items);
		}
		await().until(() -> this.produced.get() == 240);
		await().until(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("handler"))
			.noneMatch((thread) -> Arrays.stream(thread.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().contains("IteratorSubscription"))));
		assertThat(client.event("count").data(10).stream(Integer.class)).hasSize(10);
		stalled.forEach(Stream::close);
	}

	@Test
	void thousandStreamsOfWhichHalfAreStalledServeTheOthersCompletely() {
		RequestClient client = client(Way.ROUTER, 1_000);
		List<Stream<Integer>> stalled = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			stalled.add(client.event((i % 2 == 0) ? "count" : "flux").data(1_000_000).window(4).stream(Integer.class));
		}
		List<CompletableFuture<Long>> served = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			served.add(flux(client.event((i % 2 == 0) ? "count" : "flux").data(200).window(WINDOW)).count().toFuture());
		}
		assertThat(served)
			.allSatisfy((stream) -> assertThat(stream).succeedsWithin(Duration.ofSeconds(40)).isEqualTo(200L));
		await().until(() -> this.closed.get() == 500);
		await().until(() -> this.produced.get() == 500 * 200 + 500 * 4);
		await().until(() -> client.status().inFlight() == 500);
		stalled.forEach(Stream::close);
		await().until(() -> this.closed.get() == 1_000);
		await().until(() -> this.worker != null && this.worker.status().inHand() == 0);
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsTakeItems() throws Exception {
		RequestClient client = client(Way.ROUTER, 200);
		ExecutorService virtual = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		try {
			List<CompletableFuture<Long>> counts = IntStream.range(0, 200)
				.mapToObj((i) -> CompletableFuture.supplyAsync(
						() -> client.event("count").data(100).window(4).stream(Integer.class).count(), virtual))
				.toList();
			assertThat(counts)
				.allSatisfy((count) -> assertThat(count).succeedsWithin(Duration.ofSeconds(40)).isEqualTo(100L));
		}
		finally {
			virtual.shutdownNow();
		}
	}

	@Test
	void handlerThatDoesNotBlockSendsItems() {
		this.handlers.register("loop", Streaming.flux((request) -> Flux.range(0, 1_000)).onLoop());
		RequestClient client = client(Way.ROUTER);
		assertThat(client.event("loop").window(WINDOW).stream(Integer.class)).hasSize(1_000);
	}

	@Test
	void interruptedConsumerFails() throws Exception {
		this.handlers.register("open", Streaming.flux((request) -> Flux.never()));
		RequestClient client = client(Way.SERVER);
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		Thread consumer = new Thread(() -> {
			begun.countDown();
			try {
				client.event("open").stream(Integer.class).forEach((item) -> failure.complete(new AssertionError()));
			}
			catch (ZmqException ex) {
				failure.complete(Thread.currentThread().isInterrupted() ? ex : new AssertionError("not kept", ex));
			}
		});
		consumer.start();
		begun.await();
		consumer.interrupt();
		assertThat(failure.get()).isInstanceOf(ZmqException.class).hasMessageContaining("was interrupted");
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void streamThatAnotherThreadClosesIsNoStreamThatHasEnded() {
		this.handlers.register("open", Streaming.flux((request) -> Flux.just(1).concatWith(Flux.never())));
		RequestClient client = client(Way.ROUTER);
		Stream<Integer> items = client.event("open").stream(Integer.class);
		Iterator<Integer> iterator = items.iterator();
		assertThat(iterator.next()).isOne();
		CompletableFuture<Boolean> waits = new CompletableFuture<>();
		Thread consumer = new Thread(() -> {
			try {
				waits.complete(iterator.hasNext());
			}
			catch (RuntimeException ex) {
				waits.completeExceptionally(ex);
			}
		});
		consumer.start();
		await().until(() -> consumer.getState() == Thread.State.TIMED_WAITING);
		items.close();
		assertThat(waits).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.isInstanceOf(CancellationException.class);
		await().until(() -> client.status().inFlight() == 0);
	}

	@Test
	void closedStreamHasNoEndButAnEndedOneHas() {
		RequestClient client = client(Way.SERVER);
		Stream<Integer> closed = client.event("count").data(9).window(1).stream(Integer.class);
		Iterator<Integer> iterator = closed.iterator();
		assertThat(iterator.next()).isZero();
		closed.close();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(iterator::hasNext);
		Stream<Integer> ended = client.event("count").data(1).stream(Integer.class);
		Iterator<Integer> whole = ended.iterator();
		whole.next();
		assertThat(whole.hasNext()).isFalse();
		ended.close();
		assertThat(whole.hasNext()).isFalse();
	}

	@Test
	void closedClientEndsItsStreams() {
		this.handlers.register("open", Streaming.flux((request) -> Flux.just(1).concatWith(Flux.never())));
		RequestClient client = client(Way.SERVER);
		Iterator<Integer> items = client.event("open").stream(Integer.class).iterator();
		assertThat(items.next()).isOne();
		client.close();
		assertThatExceptionOfType(ZmqException.class).isThrownBy(items::hasNext);
	}

	@Test
	void peerThatAnnouncesNothingIsSentNothingOfIt() {
		Router own = this.nodes.router(Nodes.ROUTER);
		this.nodes.worker(WorkerSettings.worker(own.backend()), this.handlers);
		this.nodes.workers().awaitJoined(1);
		Endpoint frontend = own.frontend();
		try (RawPeer old = this.nodes.dealer(frontend, null)) {
			old.send("1", "", "count", "3", "{\"zmqf-stream\":\"2\"}");
			assertThat(old.receiveText()).containsExactly("1", "", "count", "[0,1,2]");
		}
		try (RawPeer router = this.nodes.bareRouter(Nodes.ANY)) {
			RequestClient other = this.nodes.client(router.endpoint());
			CompletableFuture<List<Integer>> items = CompletableFuture
				.supplyAsync(() -> other.event("count").stream(Integer.class).toList(), this.nodes.executor());
			byte[][] request = router.receive();
			assertThat(RawPeer.text(request[request.length - 1])).doesNotContain("zmqf-stream");
			router.send(request[0], request[1], "", "count", "[4,5]");
			assertThat(items).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(List.of(4, 5));
		}
	}

	@Test
	void proxiedWorkersAnswerWithAnArray() {
		Router router = this.nodes.router(Nodes.ROUTER.asProxy());
		this.nodes.worker(WorkerSettings.worker(router.backend()), this.handlers);
		RequestClient client = this.nodes.client(router.frontend());
		assertThat(client.event("count").data(3).stream(Integer.class)).containsExactly(0, 1, 2);
	}

	@Test
	void refusesAWindowThatCanNotBe() {
		RequestClient client = client(Way.SERVER);
		for (int window : new int[] { 0, 65_536 }) {
			assertThatExceptionOfType(IllegalArgumentException.class)
				.isThrownBy(() -> client.event("count").window(window))
				.withMessageContaining("1 to 65535");
		}
	}

}
