package io.zmqf.interop;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.ZmqException;
import io.zmqf.peers.PythonPeer;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.Streaming;
import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Handlers of streams for Python clients, and streams of Python nodes for ours. */
@Timeout(120)
@SuppressWarnings("try")
@RequiresTool({ Tool.PYZMQ, Tool.PROC })
class StreamsForPythonIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = Echo.handlers("ours");

	private final CountDownLatch closed = new CountDownLatch(1);

	StreamsForPythonIT() {
		this.handlers.register("count",
				Streaming.iterator((request) -> IntStream.range(0, number(request.data())).iterator(), () -> {
				}));
		this.handlers.register("quotes.watch",
				Streaming.iterator((request) -> Stream.iterate(1, (i) -> i + 1).iterator(), this.closed::countDown));
	}

	private static int number(byte[] data) {
		return Integer.parseInt(new String(data, StandardCharsets.US_ASCII));
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	private Endpoint server() {
		return this.nodes.worker(WorkerSettings.server(Nodes.ANY), this.handlers).endpoints().get(0);
	}

	private Endpoint router() {
		Router router = this.nodes.router(Nodes.ROUTER);
		this.nodes.worker(WorkerSettings.worker(router.backend()), this.handlers);
		this.nodes.workers().awaitJoined(1);
		return router.frontend();
	}

	private Endpoint proxy() {
		Router router = this.nodes.router(Nodes.ROUTER.asProxy());
		this.nodes.worker(WorkerSettings.worker(router.backend()), this.handlers);
		return router.frontend();
	}

	@Test
	void requestSocketGetsOneArrayOnEachWay() {
		for (Endpoint way : List.of(server(), router(), proxy())) {
			assertThat(asked(way)).as("at %s", way).containsExactly("[0,1,2]", "[]", "413");
		}
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", "tcp://127.0.0.1:0", "--backend",
				"tcp://127.0.0.1:0")) {
			this.nodes.worker(WorkerSettings.worker(Endpoint.parse(router.endpoints().get(1))), this.handlers);
			assertThat(asked(Endpoint.parse(router.endpoints().get(0)))).containsExactly("[0,1,2]", "[]", "413");
		}
	}

	private static List<String> asked(Endpoint way) {
		try (PythonPeer client = PythonPeer.start("client.py", "--endpoint", way.toString(), "--timeout", "20",
				"--send", "count", "3", "--send", "count", "0", "--send", "count", "1001")) {
			assertThat(client.awaitExit(PATIENCE)).as(() -> client.lines().toString()).isZero();
			return client.lines()
				.stream()
				.filter((line) -> line.startsWith("{"))
				.map((line) -> JsonMapper.shared().readTree(line).path("event_data"))
				.map((data) -> data.has("status") ? data.path("status").toString() : data.toString())
				.toList();
		}
	}

	@Test
	void ourStreamOfAPythonNodeIsItsOneReply() {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:0")) {
			assertHasOneReply(this.nodes.client(Endpoint.parse(server.endpoint())));
		}
		try (PythonPeer router = PythonPeer.start("router.py", "--frontend", "tcp://127.0.0.1:0", "--backend",
				"tcp://127.0.0.1:0");
				PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", router.endpoints().get(1))) {
			assertHasOneReply(this.nodes.client(ClientSettings.of("client", Endpoint.parse(router.endpoints().get(0)))
				.withTimeout(PATIENCE)
				.withoutCorrelation(1)));
		}
		Router router = this.nodes.router(Nodes.ROUTER.asProxy());
		try (PythonPeer worker = PythonPeer.start("worker.py", "--endpoint", router.backend().toString())) {
			assertHasOneReply(this.nodes.client(router.frontend()));
		}
	}

	/** A later request is answered too, so that no unsupported message was sent. */
	private static void assertHasOneReply(RequestClient client) {
		for (int i = 0; i < 3; i++) {
			try (Stream<JsonNode> items = client.event("echo").data(i).window(1).stream(JsonNode.class)) {
				assertThat(items).singleElement().extracting((item) -> item.path("echo").intValue()).isEqualTo(i);
			}
		}
		assertThatExceptionOfType(ZmqException.class)
			.isThrownBy(() -> client.event("echo").data(1).gather(JsonNode.class));
		assertThat(client.request("echo", 7, JsonNode.class)).isNotNull();
	}

	@Test
	void scriptOfTheGuideTakesAStreamFromAServerAndThroughARouter(@TempDir Path directory) throws Exception {
		Endpoint server = server();
		String[] ten = IntStream.rangeClosed(1, 10).mapToObj(Integer::toString).toArray(String[]::new);
		assertThat(guideScript(directory, server)).containsExactly(ten);
		assertThat(this.closed.await(20, TimeUnit.SECONDS)).as("cancelled").isTrue();
		assertThat(guideScript(directory, router())).containsExactly(ten);
	}

	private static List<String> guideScript(Path directory, Endpoint endpoint) throws Exception {
		String page = Files.readString(Path.of("..", "docs", "streams.md"));
		Matcher code = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL).matcher(page);
		assertThat(code.find()).isTrue();
		Path script = Files.writeString(directory.resolve("stream.py"),
				code.group(1).replace("tcp://127.0.0.1:5555", endpoint.toString()));
		Process process = new ProcessBuilder(Python.executable(), script.toString()).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
			return output.lines().toList();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
