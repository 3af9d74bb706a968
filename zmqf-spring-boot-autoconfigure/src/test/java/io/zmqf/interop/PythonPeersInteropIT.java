package io.zmqf.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.peers.PythonPeer;
import io.zmqf.router.Router;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.support.Echo;
import io.zmqf.support.ListeningPorts;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Nodes of the Python framework in every role: several clients, hundreds of requests with
 * distinct data, text beyond ASCII, a request of 1 MiB, and a check of every reply.
 */
@ParameterizedClass
@MethodSource("transports")
@SuppressWarnings("try")
@RequiresTool({ Tool.PYZMQ, Tool.PROC })
@Tag("jdk-independent")
class PythonPeersInteropIT {

	private static final String NODE = "a".repeat(32);

	private static final String OTHER_NODE = "b".repeat(32);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final int REQUESTS = 300;

	private static final int CLIENTS = 4;

	/** The number of sockets of a Python client after one timeout. */
	private static final int SOCKETS = 2;

	private static final JsonMapper JSON = JsonMapper.shared();

	private final Nodes nodes = new Nodes();

	@Parameter
	String transport;

	@TempDir
	Path directory;

	private int files;

	private Set<String> ports = Set.of();

	static List<String> transports() {
		return Nodes.hasIpc() ? List.of("tcp", "ipc") : List.of("tcp");
	}

	@BeforeEach
	void recordListeningPorts() {
		this.ports = ListeningPorts.open();
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void pythonClientsWithOurServer() {
		Endpoint server = server().endpoints().get(0);
		assertThat(requestFromPython(server)).containsExactly(Map.entry(NODE, REQUESTS));
	}

	@Test
	void pythonClientsWithOurWorkersBehindOurRouterWithLeastInFlight() {
		assertServes(router().withStrategy(RoutingStrategy.leastInFlight()));
	}

	@Test
	void pythonClientsWithOurWorkersBehindOurRouterWithRoundRobin() {
		assertThat(assertServes(router().withStrategy(RoutingStrategy.roundRobin())))
			.containsExactly(Map.entry(NODE, REQUESTS / 2), Map.entry(OTHER_NODE, REQUESTS / 2));
	}

	@Test
	void pythonClientsWithOurWorkersBehindOurProxy() {
		Router router = this.nodes.router(router().asProxy());
		this.nodes.echoWorker(NODE, router.backend());
		assertThat(requestFromPython(router.frontend())).containsExactly(Map.entry(NODE, REQUESTS));
	}

	@Test
	void pythonClientsWithPythonWorkersBehindOurProxy() {
		Router router = this.nodes.router(router().asProxy());
		try (PythonPeer worker = pythonWorker(router.backend(), NODE);
				PythonPeer other = pythonWorker(router.backend(), OTHER_NODE)) {
			assertThat(requestFromPython(router.frontend())).containsOnlyKeys(NODE, OTHER_NODE);
		}
	}

	@Test
	void pythonClientsWithBothKindsOfWorkersBehindOurProxy() {
		Router router = this.nodes.router(router().asProxy());
		this.nodes.echoWorker(NODE, router.backend());
		try (PythonPeer worker = pythonWorker(router.backend(), OTHER_NODE)) {
			assertThat(requestFromPython(router.frontend())).containsOnlyKeys(NODE, OTHER_NODE);
		}
	}

	@Test
	void pythonClientsWithOurWorkerBehindAPythonRouter() {
		try (PythonPeer router = pythonRouter()) {
			this.nodes.echoWorker(NODE, backend(router));
			assertThat(requestFromPython(frontend(router))).containsExactly(Map.entry(NODE, REQUESTS));
		}
	}

	@Test
	void ourClientWithAPythonServer() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", any(), "--node-id", NODE)) {
			assertThat(request(this.nodes.client(Endpoint.parse(server.endpoint()))))
				.containsExactly(Map.entry(NODE, REQUESTS));
		}
	}

	/** The server would reply to each message in order. */
	@Test
	void pythonServerReceivesNoCancellation() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", any(), "--node-id", NODE)) {
			RequestClient client = this.nodes.client(Endpoint.parse(server.endpoint()));
			assertThat(client.request("echo", 1, JsonNode.class)).isNotNull();
			CompletableFuture<?> cancelled = client.requestAsync("slow", Map.of("millis", 200), JsonNode.class);
			cancelled.cancel(true);
			assertThat(client.request("echo", 2, JsonNode.class)).isNotNull();
			assertThat(this.nodes.record().drops("zmqf-client", DropReason.LATE_REPLY)).isOne();
		}
	}

	@Test
	void ourClientWithPythonWorkersBehindOurProxy() {
		Router router = this.nodes.router(router().asProxy());
		try (PythonPeer worker = pythonWorker(router.backend(), NODE);
				PythonPeer other = pythonWorker(router.backend(), OTHER_NODE)) {
			assertThat(request(this.nodes.client(router.frontend()))).containsOnlyKeys(NODE, OTHER_NODE);
		}
	}

	@Test
	void ourClientWithOurWorkerBehindAPythonRouter() {
		try (PythonPeer router = pythonRouter()) {
			this.nodes.echoWorker(NODE, backend(router));
			assertThat(request(this.nodes.client(frontend(router)))).containsExactly(Map.entry(NODE, REQUESTS));
		}
	}

	@Test
	void ourClientWithoutCorrelationWithPythonWorkersBehindAPythonRouter() {
		try (PythonPeer router = pythonRouter();
				PythonPeer worker = pythonWorker(backend(router), NODE);
				PythonPeer other = pythonWorker(backend(router), OTHER_NODE)) {
			ClientSettings settings = ClientSettings.of("client", frontend(router))
				.withTimeout(Duration.ofSeconds(20))
				.withoutCorrelation(CLIENTS);
			assertThat(request(this.nodes.client(settings))).containsOnlyKeys(NODE, OTHER_NODE);
		}
	}

	@Test
	void serverRejectsInvalidJsonAndContinues() {
		Endpoint server = server().endpoints().get(0);
		try (PythonPeer client = pythonClient(server, "--send", "echo", "{", "--send", "echo", "\"\\u00fc\"")) {
			assertThat(client.awaitExit(PATIENCE)).isZero();
			JsonNode refusal = reply(client, 1);
			assertThat(refusal.path("event_name").asString()).isEqualTo("error");
			assertThat(refusal.path("event_data").path("status").asInt()).isEqualTo(400);
			assertThat(refusal.path("event_data").path("event").asString()).isEqualTo("echo");
			assertThat(reply(client, 2).path("event_data").path("echo").asString()).isEqualTo("ü");
		}
	}

	@Test
	void pythonClientReceivesTheProblemOfAnUnknownEvent() {
		Router router = this.nodes.router(router());
		this.nodes.echoWorker(NODE, router.backend());
		this.nodes.workers().awaitJoined(1);
		Endpoint server = server().endpoints().get(0);
		for (Endpoint endpoint : List.of(server, router.frontend())) {
			try (PythonPeer client = pythonClient(endpoint, "--send", "unknown", "1")) {
				assertThat(client.awaitExit(PATIENCE)).isZero();
				assertThat(reply(client, 1).path("event_name").asString()).isEqualTo("error");
				assertThat(reply(client, 1).path("event_data").path("status").asInt()).isEqualTo(404);
			}
		}
	}

	@Test
	void pythonClientReceivesAFailureWithoutItsMessage() {
		Endpoint server = server().endpoints().get(0);
		try (PythonPeer client = pythonClient(server, "--send", "fail", "1")) {
			assertThat(client.awaitExit(PATIENCE)).isZero();
			assertThat(reply(client, 1).path("event_data").path("status").asInt()).isEqualTo(500);
			assertThat(client.lines().get(1)).doesNotContain("asked to fail");
		}
	}

	@Test
	void pythonClientIsServedUnderItsIdentityAfterATimeout() {
		Router router = this.nodes.router(RouterSettings.of(Endpoint.parse(any()), Nodes.ANY));
		RawPeer worker = this.nodes.dealer(router.backend(), "worker").ready(8, "echo");
		try (PythonPeer client = pythonClient(router.frontend(), "--timeout", "4", "--node-id", NODE, "--session-id",
				"1".repeat(16), "--send", "echo", "\"first\"", "--send", "echo", "\"second\"")) {
			byte[][] first = worker.receive();
			byte[][] second = worker.receive();
			worker.reply(second, "2");
			assertThat(client.awaitExit(PATIENCE)).isOne();
			assertThat(reply(client, 1).path("failure").asString()).contains("no reply");
			assertThat(reply(client, 2).path("event_data").asInt()).isEqualTo(2);
			await().until(
					() -> this.nodes.record().events("zmqf-router-frontend", SocketEvent.Type.DISCONNECTED) == SOCKETS);
			worker.reply(first, "1");
			await().until(() -> this.nodes.record()
				.drops("zmqf-router-frontend", DropReason.UNROUTABLE, DropReason.LATE_REPLY) == 1);
		}
	}

	@Test
	void killedPythonWorkerBehindOurProxyLeavesTheOthersToServe() {
		Router router = this.nodes.router(router().asProxy());
		RequestClient client = this.nodes.client(router.frontend());
		try (PythonPeer worker = pythonWorker(router.backend(), NODE);
				PythonPeer other = pythonWorker(router.backend(), OTHER_NODE)) {
			await().ignoreExceptions().until(() -> sentBy(client), NODE::equals);
			await().ignoreExceptions().until(() -> sentBy(client), OTHER_NODE::equals);
			worker.kill();
			await().ignoreExceptions().until(() -> {
				List<@Nullable String> by = new ArrayList<>();
				for (int i = 0; i < 4; i++) {
					by.add(sentBy(client));
				}
				return by;
			}, (by) -> by.stream().allMatch(OTHER_NODE::equals));
			assertThat(request(client)).containsExactly(Map.entry(OTHER_NODE, REQUESTS));
		}
	}

	private static @Nullable String sentBy(RequestClient client) {
		JsonNode reply = client.event("echo").data(1).timeout(Duration.ofMillis(500)).request(JsonNode.class);
		return (reply != null) ? reply.path("by").asString() : null;
	}

	private Map<String, Integer> assertServes(RouterSettings settings) {
		Router router = this.nodes.router(settings);
		this.nodes.echoWorker(NODE, router.backend());
		this.nodes.echoWorker(OTHER_NODE, router.backend());
		this.nodes.workers().awaitJoined(2);
		Map<String, Integer> by = requestFromPython(router.frontend());
		assertThat(by).containsOnlyKeys(NODE, OTHER_NODE);
		return by;
	}

	/** Returns the number of replies of each node to requests of Python clients. */
	private Map<String, Integer> requestFromPython(Endpoint endpoint) {
		try (PythonPeer client = pythonClient(endpoint, "--requests", String.valueOf(REQUESTS), "--concurrency",
				String.valueOf(CLIENTS), "--payload", "mixed", "--timeout", "20")) {
			assertThat(client.awaitExit(PATIENCE)).as(() -> client.lines().toString()).isZero();
			assertListensAtPortsForTcpAlone();
			JsonNode summary = JSON.readTree(client.awaitLine((line) -> line.startsWith("{"), PATIENCE));
			assertThat(summary.path("ok").asInt()).isEqualTo(REQUESTS);
			Map<String, Integer> by = new TreeMap<>();
			summary.path("by").forEachEntry((node, count) -> by.put(node, count.asInt()));
			return by;
		}
	}

	/** Returns the number of replies of each node to concurrent requests. */
	private Map<String, Integer> request(RequestClient client) {
		Map<JsonNode, CompletableFuture<@Nullable JsonNode>> replies = new LinkedHashMap<>();
		for (int i = 0; i < REQUESTS; i++) {
			JsonNode data = data(i);
			replies.put(data, client.requestAsync("echo", data, JsonNode.class));
		}
		assertListensAtPortsForTcpAlone();
		Map<String, Integer> by = new TreeMap<>();
		replies.forEach((data, promised) -> {
			JsonNode reply = promised.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
			assertThat(reply).isNotNull();
			assertThat(reply.path("echo")).isEqualTo(data);
			by.merge(reply.path("by").asString(), 1, Integer::sum);
		});
		return by;
	}

	private static JsonNode data(int number) {
		String filler = (number == REQUESTS / 2) ? "x".repeat(1 << 20) : "";
		return JSON.createObjectNode()
			.put("number", number)
			.put("text", "Grüße Nr. " + number + " · 日本語 · 𝄞")
			.put("half", number + 0.5)
			.put("filler", filler)
			.putNull("nothing");
	}

	private static JsonNode reply(PythonPeer client, int line) {
		return JSON.readTree(client.lines().get(line));
	}

	private static PythonPeer pythonClient(Endpoint endpoint, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--endpoint", endpoint.toString()));
		all.addAll(List.of(arguments));
		return PythonPeer.start("client.py", all.toArray(String[]::new));
	}

	private static PythonPeer pythonWorker(Endpoint backend, String nodeId) {
		return PythonPeer.start("worker.py", "--endpoint", backend.toString(), "--node-id", nodeId);
	}

	/** All nodes are running. */
	private void assertListensAtPortsForTcpAlone() {
		Set<String> open = ListeningPorts.open();
		assertThat(this.ports.containsAll(open)).as("%s, before %s", open, this.ports)
			.isEqualTo(this.transport.equals("ipc"));
	}

	/** A new address of the transport. */
	private String any() {
		return this.transport.equals("tcp") ? "tcp://127.0.0.1:0"
				: "ipc://" + this.directory.resolve("s" + ++this.files);
	}

	private RouterSettings router() {
		return RouterSettings.of(Endpoint.parse(any()), Endpoint.parse(any()));
	}

	private Worker server() {
		return this.nodes.worker(WorkerSettings.server(Endpoint.parse(any())), Echo.handlers(NODE));
	}

	private PythonPeer pythonRouter() {
		return PythonPeer.start("router.py", "--frontend", any(), "--backend", any());
	}

	private static Endpoint frontend(PythonPeer router) {
		return Endpoint.parse(router.endpoints().get(0));
	}

	private static Endpoint backend(PythonPeer router) {
		return Endpoint.parse(router.endpoints().get(1));
	}

}
