package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.Node;
import io.zmqf.info.Disclosure;
import io.zmqf.info.NodeInfo;
import io.zmqf.message.Message;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A request to all workers of an event, over real sockets. */
@Timeout(60)
class AskingAllTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration SHORT = Duration.ofSeconds(1);

	private final Nodes nodes = new Nodes();

	private final CountDownLatch free = new CountDownLatch(1);

	private final AtomicInteger calls = new AtomicInteger();

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.free.countDown();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "least-in-flight", "round-robin" })
	void eachWorkerRepliesOnceWithAnyStrategy(String strategy) {
		Router router = this.nodes.router(Nodes.ROUTER.withStrategy(
				strategy.equals("round-robin") ? RoutingStrategy.roundRobin() : RoutingStrategy.leastInFlight()));
		List<Worker> workers = workers(router, 4);
		worker(router, "other", answering(0));
		for (int i = 1; i <= 3; i++) {
			Gathered<Integer> stock = client(router).event("stock.count").data("tea").gather(Integer.class);
			assertThat(stock.isComplete()).isTrue();
			assertThat(stock.replies()).containsOnlyKeys(ids(workers)).containsValues(0, 1, 2, 3);
			assertThat(this.calls).hasValue(4 * i);
		}
	}

	@Test
	void problemsAreReportedByNode() {
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker good = worker(router, "stock.count", answering(7));
		Worker refusing = worker(router, "stock.count", (request) -> {
			throw new ProblemException(ProblemType.FORBIDDEN.of(null, "not today"));
		});
		Worker strange = worker(router, "stock.count", answering("many"));
		await(router, 3);
		Gathered<Integer> stock = client(router).event("stock.count").gather(Integer.class);
		assertThat(stock.replies()).containsOnly(Map.entry(good.identity().nodeId(), 7));
		assertThat(stock.problems()).containsOnlyKeys(refusing.identity().nodeId(), strange.identity().nodeId());
		assertThat(stock.problems().get(refusing.identity().nodeId()).detail()).isEqualTo("not today");
		assertThat(stock.problems().get(strange.identity().nodeId()).type()).isEqualTo("urn:zmqf:malformed-reply");
		assertThat(stock.missing()).isEmpty();
	}

	@Test
	void workerWithoutReplyAtTheDeadlineIsMissing() {
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 2);
		Worker frozen = worker(router, "stock.count", waiting());
		await(router, 3);
		RequestClient client = client(router);
		awaitInTime(() -> {
			Gathered<Integer> stock = client.event("stock.count").timeout(SHORT).gather(Integer.class);
			assertThat(stock.replies()).containsOnlyKeys(ids(workers));
			assertThat(stock.missing()).containsExactly(frozen.identity().nodeId());
			assertThat(stock.isComplete()).isFalse();
		});
	}

	@Test
	void endsOnceOnlyLostWorkersAreMissing() {
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 2);
		Worker lost = worker(router, "stock.count", waiting());
		await(router, 3);
		CompletableFuture<Gathered<Integer>> stock = client(router).event("stock.count")
			.timeout(Duration.ofMinutes(10))
			.gatherAsync(Integer.class);
		Awaitility.await().until(() -> lost.status().inHand() == 1 && this.calls.get() == 2);
		lost.stop(Duration.ZERO);
		assertThat(stock).succeedsWithin(LONG).satisfies((gathered) -> {
			assertThat(gathered.replies()).containsOnlyKeys(ids(workers));
			assertThat(gathered.missing().isEmpty() ? gathered.problems().keySet() : gathered.missing())
				.containsExactly(lost.identity().nodeId());
		});
	}

	@Test
	void aKilledWorkerIsMissingAtOnce() {
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 1);
		RawPeer killed = this.nodes.dealer(router.backend(), "killed").ready(1, "stock.count");
		await(router, 2);
		CompletableFuture<Gathered<Integer>> stock = client(router).event("stock.count")
			.timeout(Duration.ofMinutes(10))
			.gatherAsync(Integer.class);
		killed.receiveUntil(2, "stock.count");
		killed.close();
		assertThat(stock).succeedsWithin(LONG).satisfies((gathered) -> {
			assertThat(gathered.replies()).containsOnlyKeys(ids(workers));
			assertThat(gathered.missing()).containsExactly("killed");
		});
	}

	@Test
	void workerWithoutRoomReceivesTheRequestLater() {
		Router router = this.nodes.router(Nodes.ROUTER);
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("waits", waiting());
		handlers.register("stock.count", answering(1));
		Worker busy = this.nodes.worker(WorkerSettings.worker(router.backend()).withConcurrency(1, 0), handlers);
		await(router, 1);
		RequestClient client = client(router);
		CompletableFuture<?> first = client.requestAsync("waits", null, Void.class);
		CompletableFuture<?> second = client.requestAsync("waits", null, Void.class);
		Awaitility.await()
			.until(() -> busy.status().inHand() == 1 && Objects.requireNonNull(router.status()).waiting() == 1);
		CompletableFuture<Gathered<Integer>> stock = client.event("stock.count")
			.timeout(LONG)
			.gatherAsync(Integer.class);
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).waiting() == 2);
		assertThat(this.calls).hasValue(0);
		this.free.countDown();
		assertThat(stock).succeedsWithin(LONG).satisfies((gathered) -> assertThat(gathered.isComplete()).isTrue());
		CompletableFuture.allOf(first, second).join();
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).waiting() == 0);
	}

	@Test
	void missingWorkersAreReportedAtOnce() {
		Router router = this.nodes.router(Nodes.ROUTER);
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client(router).event("stock.count").gather(Integer.class))
			.satisfies((ex) -> assertThat(ex.getProblem().type()).isEqualTo(ProblemType.NO_WORKER.uri()));
		worker(router, "other", answering(0));
		await(router, 1);
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client(router).event("stock.count").gather(Integer.class))
			.satisfies((ex) -> assertThat(ex.getProblem().type()).isEqualTo(ProblemType.NO_HANDLER.uri()));
	}

	@Test
	void proxyRejectsWithAReason() {
		Router router = this.nodes.router(Nodes.ROUTER.asProxy());
		worker(router, "stock.count", answering(0));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client(router).event("stock.count").gather(Integer.class))
			.satisfies((ex) -> assertThat(ex.getProblem().type()).isEqualTo(ProblemType.NO_HANDLER.uri()))
			.withMessageContaining("proxy");
	}

	@Test
	void aServerAnswersAsTheOnlyOne() {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("stock.count", answering(3));
		handlers.register("waits", waiting());
		handlers.register("refuses", (request) -> {
			throw new ProblemException(ProblemType.FORBIDDEN.of(null, null));
		});
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		String id = server.identity().nodeId();
		assertThat(client.event("stock.count").gather(Integer.class))
			.isEqualTo(new Gathered<>(Map.of(id, 3), Map.of(), Set.of()));
		assertThat(client.event("refuses").gather(Integer.class).problems()).containsOnlyKeys(id);
		awaitInTime(() -> assertThat(client.event("waits").timeout(SHORT).gather(Integer.class).missing())
			.containsExactly(id));
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.event("unknown").gather(Integer.class))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(404));
	}

	@Test
	void peersWithoutSupportNeverReceiveIt() {
		RawPeer old = this.nodes.bareRouter(Nodes.ANY);
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> this.nodes.client(old.endpoint()).event("stock.count").gather(Integer.class))
			.withMessageContaining("can't be sent to all workers");
		assertThat(old.receivesNothingFor(Duration.ofMillis(200))).isTrue();
		Endpoint uncorrelated = this.nodes.bareRouter(Nodes.ANY).endpoint();
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> this.nodes
				.client(ClientSettings.of("client", uncorrelated).withTimeout(LONG).withoutCorrelation(1))
				.event("stock.count")
				.gather(Integer.class))
			.withMessageContaining("can't be sent to all workers");
	}

	@Test
	void clientWithoutSupportReceivesOneReply() {
		Router router = this.nodes.router(Nodes.ROUTER);
		workers(router, 3);
		for (Endpoint address : List.of(router.frontend(), server("stock.count", answering(0)))) {
			RawPeer client = this.nodes.dealer(address, null);
			client.send("", "stock.count", "1", "{\"zmqf-timeout\":\"5000\",\"zmqf-to\":\"all\"}");
			assertThat(client.receiveText()).startsWith("", "stock.count");
			assertThat(client.receivesNothingFor(Duration.ofMillis(100))).isTrue();
		}
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void workersWithoutCapabilitiesReceiveTheRequest() {
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 1);
		NodeIdentity identity = NodeIdentity.random();
		RawPeer python = this.nodes.dealer(router.backend(), identity.toString());
		python.send("", "hello", "null");
		python.receive(); // its messages there, so that it is connected
		router.heartbeatReceived(new Node(identity.nodeId(), identity.sessionId(), NodeType.WORKER, null, null,
				Instant.now(), Instant.now(), 0), true, false);
		await(router, 2);
		CompletableFuture<Gathered<Integer>> stock = client(router).event("stock.count")
			.timeout(LONG)
			.gatherAsync(Integer.class);
		python.reply(python.receiveUntil(2, "stock.count"), "5");
		assertThat(stock).succeedsWithin(LONG)
			.satisfies((gathered) -> assertThat(gathered.replies())
				.containsOnly(Map.entry(workers.get(0).identity().nodeId(), 0), Map.entry(identity.nodeId(), 5)));
	}

	@Test
	void answersArePublishedAsTheyCome() {
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 2);
		Worker late = worker(router, "stock.count", waiting());
		RawPeer lost = this.nodes.dealer(router.backend(), "lost").ready(1, "stock.count");
		await(router, 4);
		Recording subscriber = new Recording();
		client(router).event("stock.count").timeout(LONG).gatherEach(Integer.class).subscribe(subscriber);
		subscriber.request(1);
		Awaitility.await().until(() -> subscriber.replies.size() == 1);
		subscriber.request(10);
		Awaitility.await().until(() -> subscriber.replies.size() == 2);
		assertThat(subscriber.replies).extracting(NodeReply::node).containsExactlyInAnyOrder(ids(workers));
		lost.receiveUntil(2, "stock.count");
		lost.close();
		this.free.countDown();
		Awaitility.await().until(() -> subscriber.ended);
		List<NodeReply<Integer>> replies = List.copyOf(subscriber.replies);
		assertThat(replies.get(2)).isEqualTo(new NodeReply<>(late.identity().nodeId(), null, null, false));
		assertThat(replies.get(3)).isEqualTo(new NodeReply<>("lost", null, null, true));
		assertThat(subscriber.failure).isNull();
	}

	@Test
	void cancellationFreesTheResources() {
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker worker = worker(router, "stock.count", waiting());
		await(router, 1);
		RequestClient client = client(router);
		Recording subscriber = new Recording();
		client.event("stock.count").timeout(LONG).gatherEach(Integer.class).subscribe(subscriber);
		CompletableFuture<?> future = client.event("stock.count").timeout(LONG).gatherAsync(Integer.class);
		Awaitility.await().until(() -> worker.status().inHand() == 2);
		subscriber.cancel();
		future.cancel(true);
		Awaitility.await().until(() -> client.status().inFlight() == 0);
		assertThat(subscriber.ended).isFalse();
	}

	@Test
	void throwingSubscriberCancelsItsRequest() {
		Router router = this.nodes.router(Nodes.ROUTER);
		workers(router, 2);
		Worker waits = worker(router, "stock.count", waiting());
		await(router, 3);
		RequestClient client = client(router);
		Recording subscriber = new Recording();
		subscriber.throwing = true;
		client.event("stock.count").timeout(LONG).gatherEach(Integer.class).subscribe(subscriber);
		subscriber.request(10);
		Awaitility.await().dontCatchUncaughtExceptions().until(() -> subscriber.replies.size() == 1);
		Awaitility.await()
			.dontCatchUncaughtExceptions()
			.atMost(Duration.ofSeconds(15))
			.until(() -> client.status().inFlight() == 0);
		Awaitility.await().dontCatchUncaughtExceptions().until(() -> waits.status().inHand() == 0);
		assertThat(subscriber.replies).hasSize(1);
		assertThat(subscriber.ended).isFalse();
	}

	@Test
	void subscriberWithoutDemandFailsAndCancelsItsRequest() {
		Router router = this.nodes.router(Nodes.ROUTER);
		worker(router, "stock.count", waiting());
		await(router, 1);
		RequestClient client = client(router);
		Recording subscriber = new Recording();
		client.event("stock.count").timeout(LONG).gatherEach(Integer.class).subscribe(subscriber);
		subscriber.request(-1);
		Awaitility.await().until(() -> subscriber.ended);
		assertThat(subscriber.failure).isInstanceOf(IllegalArgumentException.class);
		Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> client.status().inFlight() == 0);
		assertThat(subscriber.failure).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void disconnectedClientFreesTheResources() {
		Router router = this.nodes.router(Nodes.ROUTER);
		worker(router, "stock.count", waiting());
		await(router, 1);
		RequestClient client = client(router);
		client.event("stock.count").timeout(LONG).gatherAsync(Integer.class);
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).inFlight() == 1);
		client.close();
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).inFlight() == 0);
	}

	@Test
	void stoppingRouterEndsOpenRequests() {
		Router router = this.nodes.router(Nodes.ROUTER);
		Worker worker = worker(router, "stock.count", waiting());
		await(router, 1);
		CompletableFuture<Gathered<Integer>> stock = client(router).event("stock.count")
			.timeout(LONG)
			.gatherAsync(Integer.class);
		Awaitility.await().until(() -> worker.status().inHand() == 1);
		router.stop();
		assertThat(stock).succeedsWithin(LONG)
			.satisfies((gathered) -> assertThat(gathered.missing()).containsExactly(worker.identity().nodeId()));
	}

	@Test
	void tooManyAtOnceAreRefused() {
		Router router = this.nodes.router(Nodes.ROUTER.withQueue(8, Duration.ZERO));
		worker(router, "stock.count", waiting());
		await(router, 1);
		RequestClient client = client(router);
		List<CompletableFuture<?>> open = new ArrayList<>();
		for (int i = 0; i < 2; i++) { // a quarter
			open.add(client.event("stock.count").timeout(LONG).gatherAsync(Integer.class));
		}
		assertThat(client.event("stock.count").timeout(LONG).gatherAsync(Integer.class)).failsWithin(LONG)
			.withThrowableThat()
			.withMessageContaining("429");
		CompletableFuture<?> other = client(router).event("stock.count").timeout(LONG).gatherAsync(Integer.class);
		this.free.countDown();
		assertThat(open).allSatisfy((each) -> assertThat(each).succeedsWithin(LONG));
		assertThat(other).succeedsWithin(LONG);
		assertThat(client.event("stock.count").gather(Integer.class).isComplete()).isTrue();
	}

	@Test
	void everyNodeReturnsItsDescription() {
		Router router = this.nodes
			.router(Nodes.ROUTER.withDisclosure(new Disclosure("shop", null, List.of(), null, true)));
		List<Worker> workers = workers(router, 2);
		this.nodes.dealer(router.backend(), "python").ready(1, "stock.count");
		await(router, 3);
		RequestClient client = client(router);
		Gathered<JsonNode> infos = client.event("zmqf.info").gather(JsonNode.class);
		assertThat(infos.replies()).containsOnlyKeys(router.info().id(), workers.get(0).info().id(),
				workers.get(1).info().id());
		assertThat(infos.replies().values()).extracting((info) -> info.path("type").asString())
			.containsExactlyInAnyOrder("router", "worker", "worker");
		assertThat(client.event("zmqf.stats").gather(JsonNode.class).isComplete()).isTrue();
		assertThat(NodeInfo.fromJson(Objects.requireNonNull(client.request("zmqf.info", null, byte[].class))))
			.isEqualTo(router.info());
	}

	@Test
	void applicationOfARouterQueriesItsWorkers() {
		// unauthorised peers can't query it
		Router router = this.nodes.router(Nodes.ROUTER);
		List<Worker> workers = workers(router, 2);
		this.nodes.dealer(router.backend(), "python").ready(1, "stock.count");
		await(router, 3);
		Map<String, byte[]> answers = router.queryWorkers("zmqf.info", "null".getBytes(StandardCharsets.US_ASCII), LONG)
			.join();
		assertThat(answers).containsOnlyKeys(router.info().id(), workers.get(0).info().id(),
				workers.get(1).info().id());
		workers
			.forEach((worker) -> assertThat(NodeInfo.fromJson(Objects.requireNonNull(answers.get(worker.info().id()))))
				.isEqualTo(worker.info()));
		assertThat(router.clients(10)).isEmpty();
		assertThat(router.oldestRequests(10).join()).isEmpty();
		router.stop();
		assertThat(router.queryWorkers("zmqf.info", new byte[0], LONG)).isCompletedWithValue(Map.of());
	}

	@Test
	void applicationOfARouterSendsOnlyQueries() {
		Router router = this.nodes.router(Nodes.ROUTER);
		assertThatIllegalArgumentException().isThrownBy(() -> router.queryWorkers("stock.count", new byte[0], LONG))
			.withMessageContaining("stock.count");
	}

	@Test
	void unauthorisedClientsCanNotQuery() {
		Router router = this.nodes.router(Nodes.ROUTER);
		workers(router, 2);
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client(router).event("zmqf.info").gather(JsonNode.class))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(403));
	}

	/**
	 * The end of all replies is due within a tenth of a second, which a busy machine may
	 * miss.
	 */
	private static void awaitInTime(ThrowingRunnable assertion) {
		Awaitility.await().ignoreExceptionsInstanceOf(ZmqTimeoutException.class).untilAsserted(assertion);
	}

	private RequestClient client(Router router) {
		return this.nodes.client(router.frontend());
	}

	private List<Worker> workers(Router router, int number) {
		List<Worker> workers = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			workers.add(worker(router, "stock.count", answering(i)));
		}
		await(router, number);
		return workers;
	}

	private Worker worker(Router router, String event, RequestHandler handler) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register(event, handler);
		return this.nodes.worker(WorkerSettings.worker(router.backend()), handlers);
	}

	private Endpoint server(String event, RequestHandler handler) {
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register(event, handler);
		return this.nodes.worker(WorkerSettings.server(Nodes.ANY), handlers).endpoints().get(0);
	}

	private static void await(Router router, int workers) {
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).workers().size() >= workers);
	}

	private static String[] ids(List<Worker> workers) {
		return workers.stream().map((worker) -> worker.identity().nodeId()).toArray(String[]::new);
	}

	private RequestHandler answering(Object data) {
		return (request) -> {
			this.calls.incrementAndGet();
			return CompletableFuture.completedFuture(request.reply(Echo.JSON.write(data), Map.of()));
		};
	}

	private RequestHandler waiting() {
		return (request) -> {
			this.free.await();
			return CompletableFuture.completedFuture(request.reply(Message.NO_DATA, Map.of()));
		};
	}

	/** Records the signals, on any thread. */
	private static final class Recording implements Flow.Subscriber<NodeReply<Integer>> {

		private final ConcurrentLinkedQueue<NodeReply<Integer>> replies = new ConcurrentLinkedQueue<>();

		private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

		private volatile @Nullable Throwable failure;

		private volatile boolean ended;

		private volatile boolean throwing;

		void request(long items) {
			with((known) -> known.request(items));
		}

		void cancel() {
			with(Flow.Subscription::cancel);
		}

		private void with(Consumer<Flow.Subscription> call) {
			call.accept(Objects.requireNonNull(this.subscription.get()));
		}

		@Override
		public void onSubscribe(Flow.Subscription given) {
			this.subscription.set(given);
		}

		@Override
		public void onNext(NodeReply<Integer> reply) {
			this.replies.add(reply);
			if (this.throwing) {
				throw new IllegalStateException("on purpose");
			}
		}

		@Override
		public void onError(Throwable ex) {
			this.failure = ex;
			this.ended = true;
		}

		@Override
		public void onComplete() {
			this.ended = true;
		}

	}

}
