package io.zmqf.worker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.zmqf.client.RequestClient;
import io.zmqf.info.Disclosure;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Each node reports its description and statistics to authorised peers. */
@Timeout(60)
class OperatorQueriesTests {

	private static final Disclosure OPEN = new Disclosure("shop", "1.2.3", List.of("router", "client"), null, true);

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("node");

	private final CountDownLatch free = new CountDownLatch(1);

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.free.countDown();
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void serverReturnsItsDescription() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(OPEN), this.handlers);
		NodeInfo info = info(this.nodes.client(server.endpoints().get(0)));
		assertThat(info).isEqualTo(server.info());
		assertThat(info.id()).isEqualTo(server.identity().nodeId());
		assertThat(info.session()).isEqualTo(server.identity().sessionId());
		assertThat(info.type()).isEqualTo("server");
		assertThat(info.application()).isEqualTo("shop");
		assertThat(info.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(info.host()).isNotBlank();
		assertThat(info.versions()).containsEntry("application", "1.2.3").containsKey("java");
		assertThat(info.roles()).containsExactly("router", "client");
		assertThat(info.endpoints()).containsExactly(server.endpoints().get(0).toString());
		assertThat(info.events()).extracting(NodeInfo.EventInfo::event).containsExactly("echo", "fail");
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.info", "zmqf.stats" })
	void oversizedDescriptionIsRejected(String question) {
		SocketLimits limits = SocketLimits.DEFAULT.withMessageSize(1000);
		IntStream.range(0, 100)
			.forEach((i) -> this.handlers.register("event-" + i, (request) -> Echo.echo(request, "")));
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(OPEN).withLimits(limits),
				this.handlers);
		Router router = this.nodes.router(Nodes.ROUTER.withDisclosure(OPEN).withLimits(limits.withMessageSize(100)));
		assertTooLarge(question, "1000 are allowed", server.endpoints().get(0));
		assertTooLarge("zmqf.info", "100 are allowed", router.frontend());
	}

	private void assertTooLarge(String question, String limit, Endpoint address) {
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.nodes.client(address).request(question, null, byte[].class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.TOO_LARGE)).isTrue())
			.withMessageContaining(limit);
	}

	@Test
	void serverReturnsItsStatistics() {
		this.handlers.register("waits", (request) -> {
			this.free.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		this.handlers.register("refuses", (request) -> {
			throw new ProblemException(ProblemType.FORBIDDEN.of(null, null));
		});
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withConcurrency(1, 0).withDisclosure(OPEN),
				this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		for (int i = 0; i < 3; i++) {
			client.request("echo", i, Object.class);
		}
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> client.request("refuses", null, Object.class));
		CompletableFuture<?> first = client.requestAsync("waits", null, Object.class);
		CompletableFuture<?> second = client.requestAsync("waits", null, Object.class);
		await().untilAsserted(() -> {
			NodeStats stats = stats(client);
			assertThat(stats.inFlight()).isOne();
			assertThat(stats.waiting()).isOne();
			assertThat(event(stats, "waits").inFlight()).isOne();
			assertThat(event(stats, "waits").waiting()).isOne();
		});
		NodeStats stats = stats(client);
		assertThat(stats.id()).isEqualTo(server.identity().nodeId());
		assertThat(stats.capacity()).isOne();
		assertThat(event(stats, "echo").requests()).isEqualTo(3);
		assertThat(event(stats, "echo").errors()).isEmpty();
		assertThat(event(stats, "echo").p99()).isPositive();
		assertThat(event(stats, "refuses").errors()).containsEntry("403", 1L);
		this.free.countDown();
		CompletableFuture.allOf(first, second).join();
		assertThat(event(stats(client), "waits").requests()).isEqualTo(2);
	}

	@Test
	void aRequestThatRunsOutOfTimeCountsAsOneAndItsHandlerAsAbandoned() {
		this.handlers.register("waits", (request) -> {
			this.free.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		assertThat(client.event("waits").timeout(Duration.ofSeconds(1)).requestAsync(Object.class))
			.failsWithin(Duration.ofSeconds(20));
		await().untilAsserted(() -> {
			EventStats waits = event(server.stats().join(), "waits");
			assertThat(waits.abandoned()).isOne();
			assertThat(waits.errors()).containsEntry("504", 1L);
		});
	}

	@Test
	void theSlowestRequestIsNamedByItsTrace() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		client.event("echo")
			.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
			.request(Object.class);
		assertThat(Objects.requireNonNull(event(server.stats().join(), "echo").slowest()).trace())
			.isEqualTo("0af7651916cd43dd8448eb211c80319c");
	}

	@Test
	void strangersAreRefusedByRoutersAndServers() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.nodes.worker(WorkerSettings.worker(router.backend()).withDisclosure(OPEN), this.handlers);
		for (Endpoint address : List.of(router.frontend(), this.nodes.echoServer("s").endpoints().get(0))) {
			RequestClient client = this.nodes.client(address);
			for (String question : List.of("zmqf.info", "zmqf.stats", "zmqf.contract")) {
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request(question, null, Object.class))
					.satisfies((refusal) -> assertThat(refusal.getStatus()).isEqualTo(403))
					.withMessageContaining("operator-role");
			}
		}
	}

	@Test
	void queriesWithinTheProcessAreAllowed() {
		Endpoint frontend = Endpoint.parse("inproc://questions-frontend");
		this.nodes.router(io.zmqf.router.RouterSettings.of(frontend, Nodes.ANY));
		assertThat(info(this.nodes.client(frontend)).type()).isEqualTo("router");
		Endpoint server = Endpoint.parse("inproc://questions-server");
		this.nodes.worker(WorkerSettings.server(server), this.handlers);
		assertThat(info(this.nodes.client(server)).type()).isEqualTo("server");
	}

	@Test
	void routerReturnsItsDescriptionAndTheLoadOfItsWorkers() {
		this.handlers.register("waits", (request) -> {
			this.free.await();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		Router router = this.nodes.router(Nodes.ROUTER.withDisclosure(OPEN));
		Worker worker = this.nodes.worker(WorkerSettings.worker(router.backend()).withConcurrency(1, 0), this.handlers);
		RequestClient client = this.nodes.client(router.frontend());
		client.request("echo", 1, Object.class);
		assertThat(info(client)).isEqualTo(router.info());
		assertThat(info(client).events()).isEmpty();
		assertThat(stats(client).events()).isEmpty(); // no query was sent before
		client.request("echo", 1, Object.class);
		CompletableFuture<?> first = client.requestAsync("waits", null, Object.class);
		CompletableFuture<?> second = client.requestAsync("waits", null, Object.class);
		await().untilAsserted(() -> {
			NodeStats stats = stats(client);
			assertThat(event(stats, "waits").inFlight()).isOne();
			assertThat(event(stats, "waits").waiting()).isOne();
		});
		NodeStats stats = stats(client);
		assertThat(stats.type()).isEqualTo("router");
		assertThat(event(stats, "echo").requests()).isOne();
		assertThat(stats.workers()).singleElement().satisfies((load) -> {
			assertThat(load.id()).isEqualTo(worker.identity().toString());
			assertThat(load.inFlight()).isOne();
			assertThat(load.capacity()).isOne();
			assertThat(load.events()).containsExactly("echo", "fail", "waits");
		});
		this.free.countDown();
		CompletableFuture.allOf(first, second).join();
	}

	@Test
	void nodeReturnsTheContractOfAnEventThatItHandles() {
		Disclosure contracts = new Disclosure("shop", null, List.of(), null, true,
				(event) -> event.equals("echo") ? "{\"a\":1}".getBytes(StandardCharsets.UTF_8) : null);
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(contracts), this.handlers);
		RequestClient client = this.nodes.client(server.endpoints().get(0));
		assertThat((Object) client.request("zmqf.contract", "echo", Map.class)).isEqualTo(Map.of("a", 1));
		for (Object unknown : new Object[] { "unknown", 5, List.of() }) {
			assertThat(client.request("zmqf.contract", unknown, Object.class)).isNull();
		}
		assertThat(client.request("zmqf.contract", null, Object.class)).isNull();
	}

	@Test
	void aWorkerAnswersRoutersThatItTrusts() {
		RawPeer stranger = this.nodes.bareRouter(Nodes.ANY);
		Worker worker = this.nodes.worker(WorkerSettings.worker(stranger.endpoint()), this.handlers);
		byte[] identity = stranger.receive()[0];
		stranger.send(identity, "token", "", "zmqf.info", "null");
		assertThat(reply(stranger)).contains("forbidden");
		stranger.send(identity, "", "zmqf.welcome", "{}");
		stranger.send(identity, "token", "", "zmqf.info", "null");
		assertThat(reply(stranger)).contains(worker.identity().nodeId());
	}

	/** Announcements may arrive before the reply. */
	private static String reply(RawPeer peer) {
		byte[][] frames = peer.receive();
		while (frames.length < 5) {
			frames = peer.receive();
		}
		return new String(frames[4], StandardCharsets.UTF_8);
	}

	private static NodeInfo info(RequestClient client) {
		return NodeInfo.fromJson(Objects.requireNonNull(client.request("zmqf.info", null, byte[].class)));
	}

	private static NodeStats stats(RequestClient client) {
		return NodeStats.fromJson(Objects.requireNonNull(client.request("zmqf.stats", null, byte[].class)));
	}

	private static EventStats event(NodeStats stats, String name) {
		return stats.events().stream().filter((event) -> event.event().equals(name)).findAny().orElseThrow();
	}

}
