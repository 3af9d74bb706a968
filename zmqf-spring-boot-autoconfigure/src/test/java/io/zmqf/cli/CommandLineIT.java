package io.zmqf.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zmqf.peers.PythonPeer;
import io.zmqf.router.Router;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import io.zmqf.support.Streaming;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.WorkerSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** The jar of the command line, against nodes in processes of their own. */
@Timeout(180)
@SuppressWarnings("try")
@Tag("jdk-independent")
class CommandLineIT {

	private static final Path JAR = Path.of("target", "zmqf.jar").toAbsolutePath();

	@TempDir
	Path directory;

	@Test
	void isUpInLessThanASecond() throws Exception {
		assertThat(processorSeconds("--help")).isBetween(0.01, 1.0);
	}

	/** Measures processor time, which does not depend on other processes. */
	private static double processorSeconds(String arguments) throws IOException {
		String command = "'" + System.getProperty("java.home")
				+ "/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar '" + JAR + "' " + arguments
				+ " > /dev/null && times";
		Process shell = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
		String times = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		double seconds = 0;
		Matcher matcher = Pattern.compile("(\\d+)m([\\d.]+)s").matcher(times);
		while (matcher.find()) {
			seconds += 60 * Integer.parseInt(matcher.group(1)) + Double.parseDouble(matcher.group(2));
		}
		return seconds;
	}

	@Test
	void sendsRequestsToAClusterInSeparateProcesses() throws Exception {
		try (NodeProcess router = NodeProcess.router("least-in-flight");
				NodeProcess one = NodeProcess.worker("one", router.endpoints().get(1));
				NodeProcess two = NodeProcess.worker("two", router.endpoints().get(1))) {
			String address = router.endpoints().get(0).toString();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> json(run("gather", address, "echo", "1")).path("replies").size() == 2);
			Ended call = run("call", address, "echo", "{\"a\": 1}");
			assertThat(call.code()).isZero();
			assertThat(json(call).path("echo").path("a").asInt()).isOne();
			assertThat(run("call", address, "fail").code()).isEqualTo(Command.PROBLEM);
			// no operator
			assertThat(run("ls", address).code()).isEqualTo(Command.PROBLEM);
			assertThat(processorSeconds("call " + address + " echo 1")).isBetween(0.01, 1.0);
			Ended bench = run("bench", address, "echo", "1", "--requests", "500");
			assertThat(bench.code()).isZero();
			assertThat(json(bench).path("requests").asInt()).isEqualTo(500);
			assertThat(bench.err()).contains("100 %");
		}
	}

	@Test
	void describesAClusterInSeparateProcesses() throws Exception {
		try (NodeProcess router = NodeProcess.router(Nodes.ANY, Nodes.ANY, "disclosed=true");
				NodeProcess one = NodeProcess.worker("one", router.endpoints().get(1));
				NodeProcess two = NodeProcess.worker("two", router.endpoints().get(1))) {
			String address = router.endpoints().get(0).toString();
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> json(run("ls", address)).path("nodes").size() == 3);
			assertThat(json(run("ls", address)).path("events"))
				.anyMatch((event) -> event.path("event").asString().equals("echo") && event.path("nodes").asInt() == 2);
			Ended info = run("info", address);
			assertThat(info.code()).isZero();
			assertThat(json(info).path("replies")).extracting((node) -> node.path("pid").asLong())
				.doesNotHaveDuplicates()
				.hasSize(3);
			assertThat(run("call", address, "echo", "1").code()).isZero();
			Ended stats = run("stats", address);
			assertThat(stats.code()).isZero();
			assertThat(json(stats).path("replies")).hasSize(3).allMatch((node) -> node.has("in_flight"));
			Ended watch = run("watch", address, "--interval", "100ms", "--count", "2");
			assertThat(watch.code()).isZero();
			assertThat(watch.out().lines()).hasSize(2)
				.allSatisfy(
						(line) -> assertThat(JsonMapper.shared().readTree(line).path("events").has("echo")).isTrue());
			two.close(); // kills it
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> json(run("ls", address)).path("nodes").size() == 2);
		}
	}

	/** Uses SIGTERM, because processes in the background ignore SIGINT. */
	@Test
	void streamsWithAsMuchPatienceAsItsReaderAndStopsTheHandlerWhenItIsEnded() throws Exception {
		AtomicInteger taken = new AtomicInteger();
		AtomicInteger closed = new AtomicInteger();
		HandlerRegistry handlers = new HandlerRegistry();
		handlers.register("numbers", Streaming.iterator((request) -> Stream.generate(taken::getAndIncrement).iterator(),
				closed::incrementAndGet));
		try (Nodes nodes = new Nodes()) {
			Router router = nodes.router(Nodes.ROUTER);
			nodes.worker(WorkerSettings.worker(router.backend()), handlers);
			Awaitility.await().until(() -> Objects.requireNonNull(router.status()).workers().size() == 1);
			Process process = new ProcessBuilder(command("stream", router.frontend().toString(), "numbers"))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
			for (int i = 0; i < 1000; i++) {
				assertThat(lines.readLine()).isEqualTo(Integer.toString(i));
			}
			assertThat(closed).hasValue(0);
			process.toHandle().destroy(); // leaves its output open
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(128 + 15);
			Awaitility.await().untilAsserted(() -> assertThat(closed).hasValue(1));
		}
	}

	@Test
	void makesKeys() throws Exception {
		Ended keys = run("keys", this.directory.resolve("shop").toString(), "orders");
		assertThat(keys.code()).isZero();
		assertThat(this.directory.resolve("shop.key")).exists();
		assertThat(this.directory.resolve("shop.key_secret")).exists();
	}

	@Test
	@RequiresTool({ Tool.PYZMQ, Tool.PROC })
	void sendsRequestsToAPythonServer() throws Exception {
		try (PythonPeer server = PythonPeer.start("server.py", "--endpoint", "tcp://127.0.0.1:*", "--node-id",
				"a".repeat(32))) {
			Ended call = run("call", server.endpoint(), "echo", "\"tea\"");
			assertThat(call.code()).as(call.err()).isZero();
			assertThat(call.out()).contains("tea");
			Ended stream = run("stream", server.endpoint(), "echo", "\"tea\"");
			assertThat(stream.code()).as(stream.err()).isZero();
			// its one reply
			assertThat(stream.out().lines()).singleElement().asString().contains("tea");
			assertThat(run("bench", server.endpoint(), "echo", "1", "--requests", "100", "--quiet").code()).isZero();
			Ended gather = run("gather", server.endpoint(), "echo", "1");
			assertThat(gather.code()).isEqualTo(Command.FAILURE);
			assertThat(gather.err()).contains("can't be sent to all workers");
			Ended info = run("info", server.endpoint());
			assertThat(info.code()).isNotZero();
			assertThat(info.out()).isEmpty();
		}
	}

	private Ended run(String... arguments) throws IOException, InterruptedException {
		Path out = this.directory.resolve("out");
		Path err = this.directory.resolve("err");
		Process process = new ProcessBuilder(command(arguments)).redirectOutput(out.toFile())
			.redirectError(err.toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
				Files.readString(err, StandardCharsets.UTF_8));
	}

	private static List<String> command(String... arguments) {
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
				"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
		command.addAll(List.of(arguments));
		return command;
	}

	private static JsonNode json(Ended ended) {
		return JsonMapper.shared().readTree(ended.out());
	}

	/**
	 * The result of a process.
	 *
	 * @param code its exit code
	 * @param out its standard output
	 * @param err its standard error
	 */
	private record Ended(int code, String out, String err) {
	}

}
