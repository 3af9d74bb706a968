package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.RoutingStrategy.RoutableWorker;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The choice of a worker for a request, and the outcome of requests without one. */
@Timeout(60)
class RoutingTests {

	private static final Duration WAIT = Duration.ofMillis(100);

	private static final int REQUESTS = 10_000;

	private static final int CALLERS = 64;

	private final Nodes nodes = new Nodes();

	private boolean failuresAreExpected;

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		if (!this.failuresAreExpected) {
			assertThat(this.nodes.record().failures()).isEmpty();
		}
	}

	static Stream<RouterSettings> strategies() {
		return Stream.of(Nodes.ROUTER.withStrategy(RoutingStrategy.leastInFlight()),
				Nodes.ROUTER.withStrategy(RoutingStrategy.roundRobin()), Nodes.ROUTER.asProxy());
	}

	@ParameterizedTest
	@MethodSource("strategies")
	void everyOfTenThousandRequestsOfManyCallersGetsItsOwnReply(RouterSettings settings) {
		Router router = this.nodes.router(settings);
		this.nodes.echoWorker("one", router.backend());
		this.nodes.echoWorker("two", router.backend());
		RequestClient client = this.nodes.client(router.frontend());
		Set<String> answering = new HashSet<>();
		await().ignoreExceptions().until(() -> { // no worker may be registered yet
			answering.add(answeredBy(client));
			return answering.size() == 2;
		});
		Callers.Outcome outcome = Callers.sendRequest(client, CALLERS, REQUESTS, this.nodes.executor());
		assertThat(outcome.failures()).isEmpty();
		assertThat(outcome.answered()).isEqualTo(REQUESTS);
		assertThat(outcome.by()).containsOnlyKeys("one", "two");
	}

	@Test
	void roundRobinUsesEachWorkerInTurn() {
		Router router = this.nodes.router(Nodes.ROUTER.withStrategy(RoutingStrategy.roundRobin()));
		for (String id : List.of("one", "two", "three")) {
			this.nodes.echoWorker(id, router.backend());
		}
		this.nodes.workers().awaitJoined(3);
		RequestClient client = this.nodes.client(router.frontend());
		List<String> turns = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			turns.add(answeredBy(client));
		}
		assertThat(new HashSet<>(turns.subList(0, 3))).hasSize(3);
		assertThat(turns.subList(3, 6)).isEqualTo(turns.subList(0, 3));
		assertThat(turns.subList(6, 9)).isEqualTo(turns.subList(0, 3));
	}

	@Test
	void leastInFlightPrefersTheIdleWorker() {
		Router router = this.nodes.router(Nodes.ROUTER.withStrategy(RoutingStrategy.leastInFlight()));
		RawPeer slow = this.nodes.dealer(router.backend(), "slow").ready(100, "echo");
		RequestClient client = this.nodes.client(router.frontend());
		CompletableFuture<?> first = client.requestAsync("echo", 1, JsonNode.class);
		byte[][] held = slow.receive();
		this.nodes.echoWorker("idle", router.backend());
		this.nodes.workers().awaitJoined(2);
		for (int i = 0; i < 10; i++) {
			assertThat(answeredBy(client)).isEqualTo("idle");
		}
		slow.reply(held, "1");
		first.join();
	}

	@Test
	void capacityOfAWorkerIsNeverExceeded() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(3, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		for (int i = 0; i < 9; i++) {
			client.send("request " + i, "", "echo", String.valueOf(i));
		}
		List<byte[][]> inHand = new ArrayList<>();
		for (int i = 0; i < 9; i++) {
			if (inHand.size() == 3) {
				assertThat(worker.receivesNothingFor(Duration.ofMillis(30))).isTrue();
				worker.reply(inHand.remove(0), "1");
			}
			byte[][] request = worker.receive();
			assertThat(RawPeer.text(request[3])).isEqualTo(String.valueOf(i));
			inHand.add(request);
		}
	}

	@Test
	void requestWaitsForAFirstWorkerAndIsRefusedWhenNoneComes() {
		Router router = this.nodes.router(Nodes.ROUTER.withQueue(10, Duration.ofSeconds(10)));
		RequestClient client = this.nodes.client(router.frontend());
		CompletableFuture<@Nullable JsonNode> early = client.requestAsync("echo", 1, JsonNode.class);
		await().until(() -> waiting(router) == 1);
		this.nodes.echoWorker("one", router.backend());
		assertThat(early.join()).isNotNull();
		Router other = this.nodes.router(Nodes.ROUTER.withQueue(10, WAIT));
		assertThat(problem(this.nodes.client(other.frontend()), "echo").type()).isEqualTo(ProblemType.NO_WORKER.uri());
	}

	@Test
	void unhandledRequestIsRejectedAtOnce() {
		Router router = this.nodes.router(RouterSettings
			.of(Endpoint.parse("inproc://refused-frontend"), Endpoint.parse("inproc://refused-backend"))
			.withQueue(10, Duration.ofDays(1)));
		this.nodes.echoWorker("one", router.backend());
		this.nodes.workers().awaitJoined(1);
		Problem problem = problem(this.nodes.client(router.frontend()), "unknown");
		assertThat(problem.type()).isEqualTo(ProblemType.NO_HANDLER.uri());
		assertThat(problem.event()).isEqualTo("unknown");
	}

	@Test
	void fullQueueRefusesAsBusy() {
		Router router = this.nodes.router(Nodes.ROUTER.withQueue(2, WAIT));
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		for (int i = 0; i < 4; i++) {
			client.send("request " + i, "", "echo", "1");
		}
		assertThat(client.receiveText()).startsWith("request 3", "", "error").last().asString().contains("429");
		for (int i = 0; i < 3; i++) {
			worker.reply(worker.receive(), "1");
			assertThat(client.receiveText()).startsWith("request " + i, "", "echo");
		}
	}

	@Test
	void queueOfTooManyBytesRefusesAsBusyHoweverFewRequestsWait() {
		Router router = this.nodes.router(Nodes.ROUTER.withQueue(new RouterSettings.Queue(100, 1000, WAIT)));
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("in hand", "", "echo", "1");
		client.send("waits", "", "echo", "\"" + "x".repeat(500) + "\"");
		client.send("too much", "", "echo", "\"" + "x".repeat(500) + "\"");
		assertThat(client.receiveText()).startsWith("too much", "", "error").last().asString().contains("429");
		client.send("small", "", "echo", "1");
		for (String answered : new String[] { "in hand", "waits", "small" }) {
			worker.reply(worker.receive(), "1");
			assertThat(client.receiveText()).startsWith(answered, "", "echo");
		}
		client.send("in hand", "", "echo", "1");
		client.send("waits", "", "echo", "\"" + "x".repeat(500) + "\"");
		worker.reply(worker.receive(), "1");
		worker.reply(worker.receive(), "1");
		assertThat(client.receiveText()).startsWith("in hand", "", "echo");
		assertThat(client.receiveText()).startsWith("waits", "", "echo");
	}

	@Test
	void busyWorkersAreWaitedForUntilTheDeadlineHoweverShortTheWaitForAFirstOneIs() {
		Router router = this.nodes.router(Nodes.ROUTER.withQueue(10, Duration.ZERO));
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		for (int i = 0; i < 4; i++) {
			client.send("request " + i, "", "echo", "1");
		}
		assertThat(client.receivesNothingFor(WAIT)).isTrue();
		for (int i = 0; i < 4; i++) {
			worker.reply(worker.receive(), "1");
			assertThat(client.receiveText()).startsWith("request " + i, "", "echo");
		}
	}

	@Test
	void waitingRequestsAreServedInTheirOrderAndNoEventStarvesAnother() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "many", "few");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("first", "", "many", "\"first\"");
		byte[][] held = worker.receive();
		for (int i = 0; i < 6; i++) {
			client.send("many " + i, "", "many", "\"many " + i + "\"");
		}
		client.send("few 0", "", "few", "\"few 0\"");
		client.send("few 1", "", "few", "\"few 1\"");
		await().until(() -> waiting(router) == 8);
		List<String> order = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			worker.reply(held, "1");
			held = worker.receive();
			order.add(RawPeer.text(held[3]).replace("\"", ""));
		}
		assertThat(order).containsExactly("many 0", "few 0", "many 1", "few 1", "many 2", "many 3", "many 4", "many 5");
	}

	@Test
	void queuedRequestTimesOutWithAProblem() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "echo", "1");
		worker.receive();
		client.send("two", "", "echo", "2", "{\"zmqf-timeout\":\"50\"}");
		assertThat(client.receiveText()).startsWith("two", "", "error").last().asString().contains("504");
		client.send("three", "", "echo", "3", "{\"zmqf-timeout\":\"0\"}");
		assertThat(client.receiveText()).startsWith("three", "", "error").last().asString().contains("504");
	}

	@Test
	void timeThatWasSpentInTheRouterIsTakenOffTheTimeThatIsLeft() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "echo", "1");
		byte[][] held = worker.receive();
		client.send("two", "", "echo", "2", "{\"zmqf-timeout\":\"90000\",\"own\":\"x\"}");
		await().until(() -> waiting(router) == 1);
		long since = System.nanoTime();
		assertThat(client.receivesNothingFor(WAIT)).isTrue();
		long waited = Duration.ofNanos(System.nanoTime() - since).toMillis();
		worker.reply(held, "1");
		String headers = RawPeer.text(worker.receive()[4]);
		assertThat(headers).contains("\"own\":\"x\"");
		assertThat(Integer.parseInt(headers.replaceAll(".*timeout\":\"(\\d+).*", "$1"))).isBetween(0,
				90_001 - (int) waited);
	}

	@Test
	void timeoutBeyondAllMeasureDoesNotKeepOthersFromTheirOwn() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		for (int i = 0; i < 20; i++) {
			client.send("endless", "", "echo", "1", "{\"zmqf-timeout\":\"" + (Long.MAX_VALUE - i) + "\"}");
			client.send("short", "", "echo", "1", "{\"zmqf-timeout\":\"" + (i + 1) + "\"}");
		}
		worker.receive();
		for (int i = 0; i < 20; i++) {
			assertThat(client.receiveText()).startsWith("short", "", "error").last().asString().contains("504");
		}
	}

	@Test
	void strategyOfTheUsersOwnThatFailsCostsItsRequestAndNoMore() {
		AtomicReference<RoutingStrategy> strategy = new AtomicReference<>();
		Router router = this.nodes
			.router(Nodes.ROUTER.withStrategy((event, candidates) -> strategy.get().choose(event, candidates)));
		Worker worker = this.nodes.echoWorker("one", router.backend());
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(router.frontend());
		this.failuresAreExpected = true;
		List<RoutingStrategy> failing = List.of((event, candidates) -> {
			throw new IllegalStateException("secret");
		}, (event, candidates) -> {
			throw new StackOverflowError("secret");
		}, (event, candidates) -> new Stranger(worker.identity().toString()), (event, candidates) -> null);
		for (RoutingStrategy each : failing) {
			strategy.set(each);
			Problem problem = problem(client, "echo");
			assertThat(problem.type()).isEqualTo(ProblemType.NO_WORKER.uri());
			assertThat(problem.toString()).doesNotContain("secret");
		}
		strategy.set((event, candidates) -> candidates.get(0));
		assertThat(answeredBy(client)).isEqualTo("one");
		assertThat(this.nodes.record().failures()).hasSize(failing.size());
	}

	@Test
	void strategySeesOnlyWorkersThatHandleTheEventAndHaveRoom() {
		Set<String> seen = new HashSet<>();
		Router router = this.nodes.router(Nodes.ROUTER.withStrategy((event, candidates) -> {
			candidates.forEach((worker) -> seen
				.add(event + " " + worker.id() + " " + worker.inFlight() + " of " + worker.capacity()));
			return candidates.get(0);
		}));
		RawPeer full = this.nodes.dealer(router.backend(), "full").ready(1, "echo");
		RawPeer other = this.nodes.dealer(router.backend(), "other").ready(2, "other");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "echo", "1");
		full.receive();
		client.send("two", "", "echo", "1");
		client.send("three", "", "other", "1");
		other.receive();
		client.send("four", "", "other", "1");
		other.receive();
		assertThat(seen).containsExactlyInAnyOrder("echo full 0 of 1", "other other 0 of 2", "other other 1 of 2");
	}

	@Test
	void aWorkerThatHandlesNothingGetsNothing() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker");
		worker.send("", "zmqf.ready", "{\"events\":[],\"capacity\":10}");
		worker.receiveUntil(1, "zmqf.welcome");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "anything", "1");
		assertThat(client.receiveText()).element(2).isEqualTo("error");
	}

	@ParameterizedTest
	@CsvSource({ "0, 0", "7, 7", "'\"7\"', 7", "null, 1", "1e400, 2147483647", "99999999999999999999, 2147483647" })
	void workerReceivesUpToItsAnnouncedCapacity(String announced, int capacity) {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker");
		worker.send("", "zmqf.ready", "{\"connection\":99999999999999999999,\"capacity\":" + announced + "}");
		assertThat(worker.receiveText()).startsWith("", "zmqf.welcome");
		assertThat(router.status().workers()).singleElement()
			.satisfies((known) -> assertThat(known.capacity()).isEqualTo(capacity));
	}

	@Test
	void aWorkerThatTakesLessThanNothingIsRefused() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker");
		worker.send("", "zmqf.ready", "{\"capacity\":-1}");
		assertThat(worker.receiveText()).startsWith("", "error").last().asString().contains("a capacity below 0");
		await().untilAsserted(() -> assertThat(this.nodes.workers().refused()).singleElement()
			.asString()
			// JeroMQ does not provide the address of a peer
			.startsWith("jeromq".equals(System.getProperty("zmqf.test.transport")) ? "" : "worker of 127.0.0.1:")
			.endsWith(": the announcement has a capacity below 0"));
	}

	@Test
	void aWorkerWithoutAListTakesEveryEvent() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker");
		worker.send("", "zmqf.ready", "{\"capacity\":10}");
		worker.receiveUntil(1, "zmqf.welcome");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		for (String event : List.of("one", "another")) {
			client.send("request", "", event, "1");
			worker.reply(worker.receive(), "2");
			assertThat(client.receiveText()).containsExactly("request", "", event, "2");
		}
	}

	@Test
	void stoppedRouterAnswersItsRequestsWithAnError() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "echo", "1");
		worker.receive();
		client.send("two", "", "echo", "1");
		await().until(() -> waiting(router) == 1);
		router.stop();
		assertThat(List.of(client.receiveText().toString(), client.receiveText().toString()))
			.anyMatch((reply) -> reply.contains("one") && reply.contains("502"))
			.anyMatch((reply) -> reply.contains("two") && reply.contains("503"));
	}

	@Test
	void stoppingRouterWaitsForRequestsInFlightAndRejectsNewOnes() {
		Router router = this.nodes.router(Nodes.ROUTER);
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(router.frontend(), null);
		client.send("one", "", "echo", "1");
		byte[][] held = worker.receive();
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> router.stop(Duration.ofSeconds(20)),
				this.nodes.executor());
		await().until(() -> {
			client.send("two", "", "echo", "1", "{\"zmqf-timeout\":\"1\"}");
			return RawPeer.text(client.receive()[3]).contains("stopping");
		});
		worker.reply(held, "7");
		assertThat(client.receiveText()).containsExactly("one", "", "echo", "7");
		stopped.join();
	}

	@Test
	void routerThatIsStartedAgainIsFoundByItsWorkerAndItsClient() {
		Router first = this.nodes.router(Nodes.ROUTER);
		Endpoint frontend = first.frontend();
		Endpoint backend = first.backend();
		this.nodes.echoWorker("one", backend);
		this.nodes.workers().awaitJoined(1);
		RequestClient client = this.nodes.client(frontend);
		assertThat(answeredBy(client)).isEqualTo("one");
		first.stop();
		this.nodes.router(RouterSettings.of(frontend, backend).withQueue(10, Duration.ofSeconds(10)));
		// the client may not have noticed yet that its connection is lost
		JsonNode reply = client.event("echo").data(1).idempotent().request(JsonNode.class);
		assertThat(reply).isNotNull();
		assertThat(reply.path("by").asString()).isEqualTo("one");
		assertThat(this.nodes.workers().joined()).hasSize(2);
	}

	private static int waiting(Router router) {
		RouterStatus status = router.status();
		return (status != null) ? status.waiting() : -1;
	}

	private static String answeredBy(RequestClient client) {
		JsonNode reply = client.request("echo", 1, JsonNode.class);
		assertThat(reply).isNotNull();
		return reply.path("by").asString();
	}

	private static Problem problem(RequestClient client, String event) {
		try {
			client.request(event, 1, JsonNode.class);
		}
		catch (ZmqRemoteException ex) {
			return ex.getProblem();
		}
		throw new AssertionError("'" + event + "' was answered");
	}

	/** A worker that is not registered, with the id of a registered one. */
	private record Stranger(String id) implements RoutableWorker {

		@Override
		public int inFlight() {
			return 0;
		}

		@Override
		public int capacity() {
			return 1;
		}

	}

}
