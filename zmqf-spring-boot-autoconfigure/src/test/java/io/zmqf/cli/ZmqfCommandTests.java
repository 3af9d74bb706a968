package io.zmqf.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.zmqf.info.Disclosure;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.support.Streaming;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.security.AuthorisedClients;
import io.zmqf.transport.security.CurveCertificate;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Each command against a router with two workers. */
@Timeout(60)
class ZmqfCommandTests {

	private static final Disclosure OPEN = new Disclosure("shop", null, List.of(), null, true);

	private final Nodes nodes = new Nodes();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final AtomicInteger endedStreams = new AtomicInteger();

	@TempDir
	Path directory;

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void callPrintsTheReply() {
		String address = cluster();
		assertThat(run("call", address, "echo", "{\"a\": 1}")).isZero();
		assertThat(json().path("echo").path("a").asInt()).isOne();
		assertThat(run("call", address, "header", "-H", "tenant=acme", "--idempotent", "-t", "10s")).isZero();
		assertThat(json().asString()).isEqualTo("acme");
	}

	@Test
	void callTakesItsDataFromAFile() throws Exception {
		Path file = Files.writeString(this.directory.resolve("data.json"), "[1, 2]");
		assertThat(run("call", cluster(), "echo", "@" + file)).isZero();
		assertThat(json().path("echo")).hasSize(2);
	}

	@Test
	void aProblemGoesToStandardErrorWithAnExitCodeOfItsOwn() {
		assertThat(run("call", cluster(), "refuse")).isEqualTo(Command.PROBLEM);
		assertThat(this.out.size()).isZero();
		assertThat(JsonMapper.shared().readTree(this.err.toByteArray()).path("status").asInt()).isEqualTo(403);
	}

	@Test
	void noAnswerInTimeAndNoConnectionHaveExitCodesOfTheirOwn() {
		RawPeer silent = this.nodes.bareRouter(Nodes.ANY);
		assertThat(run("call", silent.endpoint().toString(), "echo", "--timeout", "100ms")).isEqualTo(Command.TIMEOUT);
		assertThat(text(this.err)).contains("100 ms");
		assertThat(run("gather", silent.endpoint().toString(), "echo")).isEqualTo(Command.FAILURE);
		assertThat(text(this.err)).contains("can't be sent to all workers");
	}

	@Test
	void gatherPrintsAllRepliesAndFailsIfSomeAreMissing() {
		String address = cluster();
		assertThat(run("gather", address, "echo", "5")).isZero();
		assertThat(json().path("replies")).hasSize(2).allMatch((reply) -> reply.path("echo").asInt() == 5);
		assertThat(run("gather", address, "refuse")).isEqualTo(Command.PROBLEM);
		assertThat(json().path("problems")).hasSize(2).allMatch((problem) -> problem.path("status").asInt() == 403);
		assertThat(json().path("missing")).isEmpty();
	}

	@Test
	void streamPrintsEachItemOnALineOfItsOwn() {
		String address = cluster();
		assertThat(run("stream", address, "count", "3")).isZero();
		assertThat(text(this.out)).isEqualTo("{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n");
		assertThat(run("stream", address, "count", "0")).isZero();
		assertThat(this.out.size()).isZero();
	}

	@Test
	void streamEndsTheHandlerAfterSoManyItems() {
		String address = cluster();
		assertThat(run("stream", address, "count", "--count", "5")).isZero();
		assertThat(text(this.out).lines()).hasSize(5);
		Awaitility.await().untilAsserted(() -> assertThat(this.endedStreams).hasValue(1));
	}

	@Test
	void streamPrintsTheItemsBeforeAProblemOrATimeout() {
		String address = cluster();
		assertThat(run("stream", address, "break")).isEqualTo(Command.PROBLEM);
		assertThat(text(this.out)).isEqualTo("1\n2\n");
		assertThat(JsonMapper.shared().readTree(this.err.toByteArray()).path("status").asInt()).isEqualTo(403);
		assertThat(run("stream", address, "silent", "-t", "2s")).isEqualTo(Command.TIMEOUT);
		assertThat(text(this.out)).isEqualTo("1\n");
		assertThat(run("stream", address, "ticks", "--stream-timeout", "200ms")).isEqualTo(Command.TIMEOUT);
		assertThat(text(this.err)).contains("200 ms");
	}

	@Test
	void streamEndsIfItsOutputIsClosed() {
		assertThat(runWithoutOutput("stream", cluster(), "count")).isEqualTo(Command.FAILURE);
		assertThat(text(this.err)).contains("Standard output is closed");
		Awaitility.await().untilAsserted(() -> assertThat(this.endedStreams).hasValue(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "call ADDRESS echo", "gather ADDRESS echo", "ls ADDRESS", "bench ADDRESS echo -n 1" })
	void anyCommandFailsWhereItsResultCanNotBePrinted(String arguments) {
		assertThat(runWithoutOutput(arguments.replace("ADDRESS", cluster()).split(" "))).isEqualTo(Command.FAILURE);
		assertThat(text(this.err)).contains("Standard output is closed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "349.00", "0.1234567890123456789012345", "1E+400", "12345678901234567890123" })
	void numbersArePrintedAsTheyAre(String number) {
		String address = cluster();
		for (String command : List.of("call", "stream", "gather")) {
			assertThat(run(command, address, "same", number)).isZero();
			assertThat(text(this.out)).containsPattern("(^|: )" + Pattern.quote(number) + "[,\n]");
		}
	}

	@Test
	void lsListsNodesAndEvents() {
		assertThat(run("ls", cluster())).isZero();
		assertThat(json().path("nodes")).hasSize(3)
			.anyMatch((node) -> node.path("type").asString().equals("router")
					&& node.path("application").asString().equals("shop"));
		assertThat(json().path("events")).hasSize(9)
			.anyMatch((event) -> event.path("event").asString().equals("echo") && event.path("nodes").asInt() == 2);
	}

	@Test
	void infoAndStatsPrintTheReplyOfEachNode() {
		String address = cluster();
		assertThat(run("info", address)).isZero();
		assertThat(json().path("replies")).hasSize(3).allMatch((info) -> info.path("pid").asLong() > 0);
		assertThat(run("stats", address)).isZero();
		assertThat(json().path("replies")).hasSize(3).allMatch((stats) -> stats.has("in_flight"));
	}

	@Test
	void unauthorisedQueriesAreRejected() {
		Router router = this.nodes.router(Nodes.ROUTER);
		assertThat(run("ls", router.frontend().toString())).isEqualTo(Command.PROBLEM);
		assertThat(text(this.err)).contains("operator-role");
	}

	@Test
	void watchPrintsALineInEachInterval() {
		String address = cluster();
		AtomicBoolean watched = new AtomicBoolean();
		CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
			while (!watched.get()) {
				assertThat(new Runner().run("bench", address, "echo", "--requests", "200", "--quiet")).isZero();
			}
		});
		Awaitility.await().untilAsserted(() -> {
			assertThat(run("watch", address, "--interval", "200ms", "--count", "3")).isZero();
			List<JsonNode> lines = text(this.out).lines().map(JsonMapper.shared()::readTree).toList();
			assertThat(lines).hasSize(3).allSatisfy((line) -> assertThat(line.at("/events/echo").has("p99")).isTrue());
			assertThat(lines).anyMatch((line) -> line.at("/events/echo/rate").asDouble() > 0);
		});
		watched.set(true);
		load.join();
	}

	@Test
	void benchMeasuresAndShowsItsProgress() {
		String address = cluster();
		assertThat(run("bench", address, "echo", "1", "--requests", "200", "--concurrency", "4")).isZero();
		assertThat(json().path("requests").asInt()).isEqualTo(200);
		assertThat(json().path("rate").asDouble()).isPositive();
		assertThat(json().path("p99").asDouble()).isGreaterThanOrEqualTo(json().path("p50").asDouble());
		assertThat(text(this.err)).contains("[####").contains("100 %").endsWith("\n");
		assertThat(run("bench", address, "echo", "--requests", "10", "-q")).isZero();
		assertThat(this.err.size()).isZero();
		assertThat(run("bench", address, "echo", "--requests", "10", "--duration", "999999999m")).isZero();
		assertThat(run("bench", address, "refuse")).isEqualTo(Command.PROBLEM);
	}

	@Test
	void keysWritesAPairThatOnlyItsOwnerCanRead() throws Exception {
		String path = this.directory.resolve("shop").toString();
		assertThat(run("keys", path, "orders", "audit")).isZero();
		Path secret = Path.of(path + ".key_secret");
		CurveKeyPair keys = CurveKeyPair.read(secret);
		CurveCertificate given = CurveCertificate.read(Path.of(path + ".key"));
		assertThat(given.publicKey()).isEqualTo(keys.publicKey());
		assertThat(given.roles()).containsExactly("audit", "orders");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
		assertThat(json().path("public_key").asString()).isEqualTo(keys.publicKey().text());
		assertThat(text(this.out)).doesNotContain(keys.secretText());
		String before = Files.readString(secret);
		assertThat(run("keys", path)).isEqualTo(Command.USAGE);
		assertThat(text(this.err)).contains("The file '" + secret + "' can't be used: it exists already");
		assertThat(Files.readString(secret)).isEqualTo(before);
	}

	@Test
	void aConnectionIsSecuredByKeysOrAPassword() throws Exception {
		CurveKeyPair server = CurveKeyPair.generate();
		CurveKeyPair client = CurveKeyPair.generate();
		client.write(this.directory.resolve("client"));
		server.write(this.directory.resolve("server"));
		Endpoint curve = server(new ServerSecurity.Curve(server,
				AuthorisedClients.of(Set.of(new Peer("cli", Set.of("operator"), client.publicKey())))));
		String key = this.directory.resolve("client.key_secret").toString();
		assertThat(run("call", curve.toString(), "echo", "--key", key, "--server-key", server.publicKey().text()))
			.isZero();
		assertThat(run("ls", curve.toString(), "--key", key, "--server-key",
				this.directory.resolve("server.key").toString()))
			.isZero();
		assertThat(run("call", curve.toString(), "echo", "-t", "200ms")).isEqualTo(Command.TIMEOUT);
		Endpoint plain = server(new ServerSecurity.Plain(
				(user, password) -> password.equals("sesame") ? new Peer(user, Set.of(), null) : null));
		Path password = Files.writeString(this.directory.resolve("password"), "sesame\n");
		assertThat(run("call", plain.toString(), "echo", "--user", "ada", "--password-file", password.toString()))
			.isZero();
	}

	private Endpoint server(ServerSecurity security) {
		Disclosure operators = new Disclosure("shop", null, List.of(), "operator", false);
		return this.nodes
			.worker(WorkerSettings.server(Nodes.ANY).withSecurity(security).withDisclosure(operators), handlers())
			.endpoints()
			.get(0);
	}

	@Test
	void serverIsQueriedLikeARouter() {
		Worker server = this.nodes.worker(WorkerSettings.server(Nodes.ANY).withDisclosure(OPEN), handlers());
		String address = server.endpoints().get(0).toString();
		for (String command : new String[] { "ls", "info", "stats" }) {
			assertThat(run(command, address)).isZero();
		}
		assertThat(run("gather", address, "echo")).isZero();
		assertThat(json().path("replies")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					fly | Unknown command 'fly'
					call | The address is missing
					call nowhere echo | nowhere
					call tcp://127.0.0.1:1 | The event is missing
					call tcp://127.0.0.1:1 echo tea | quotation marks
					call tcp://127.0.0.1:1 echo 1 2 | unexpected argument
					call tcp://127.0.0.1:1 echo --loud | Unknown option --loud
					call tcp://127.0.0.1:1 echo --timeout | --timeout needs a value
					call tcp://127.0.0.1:1 echo --timeout 5 | 500ms, 5s or 2m
					call tcp://127.0.0.1:1 echo --timeout=5 | 500ms, 5s or 2m
					call tcp://127.0.0.1:1 echo --timeout 99999999999999999999s | 500ms, 5s or 2m
					call tcp://127.0.0.1:1 echo --timeout 9223372036854775807m | 500ms, 5s or 2m
					call tcp://127.0.0.1:1 echo --quiet | has no option --quiet
					ls tcp://127.0.0.1:1 --count 3 | has no option --count
					watch tcp://127.0.0.1:1 -H a=b | has no option --header
					keys /nowhere/x -t 5s | has no option --timeout
					call tcp://127.0.0.1:1 echo --idempotent=yes | --idempotent does not accept a value
					call tcp://127.0.0.1:1 echo {"n":1 | The data is not valid JSON: Unexpected end-of-input: expected close marker for Object, at line 1, column 7
					call tcp://127.0.0.1:1 echo @/dev/null | The data is empty
					call tcp://127.0.0.1:1 echo "Gr\uFFFD\uFFFD\uFFFD\uFFFDe" | LC_ALL=C.UTF-8
					call tcp://127.0.0.1:1 echo --header name=Gr\uFFFD\uFFFD\uFFFD\uFFFDe --timeout 10ms | LC_ALL=C.UTF-8
					call tcp://127.0.0.1:1 echo @/ | is a directory, not a file
					call tcp://127.0.0.1:1 echo @/nowhere/x | The file '/nowhere/x' can't be used: it does not exist
					call tcp://127.0.0.1:1 echo --key /nowhere/x --server-key x | The file '/nowhere/x' can't be used
					call ipc:///0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890 echo | bytes
					keys /nowhere/x | The file '/nowhere/x.key_secret' can't be used: it does not exist
					call tcp://127.0.0.1:1 echo -H tenant | NAME=VALUE
					call tcp://127.0.0.1:1 zmqf.ready | reserved
					call tcp://127.0.0.1:1 echo --key x | --server-key
					call tcp://127.0.0.1:1 echo --user x | ZMQF_PASSWORD
					bench tcp://127.0.0.1:1 echo --concurrency 0 | 1 to 1024
					stream tcp://127.0.0.1:1 echo --count 0 | not a number from 1
					keys | The path is missing
					""")
	void wrongArgumentsAreReported(String arguments, String message) {
		assertThat(run(arguments.split(" "))).isEqualTo(Command.USAGE);
		assertThat(text(this.err)).contains(message).doesNotContain("REDACTED", "Exception");
	}

	@Test
	void helpNamesEachCommandAndOption() {
		assertThat(run("--help")).isZero();
		assertThat(text(this.out)).contains("call ADDRESS", "stream ADDRESS", "gather ADDRESS", "ls ADDRESS",
				"info ADDRESS", "stats ADDRESS", "watch ADDRESS", "bench ADDRESS", "keys PATH", "--server-key",
				"Exit codes");
		assertThat(run("--version")).isZero();
		assertThat(run()).isEqualTo(Command.USAGE);
	}

	private String cluster() {
		Router router = this.nodes.router(Nodes.ROUTER.withDisclosure(OPEN));
		for (int i = 0; i < 2; i++) {
			this.nodes.worker(WorkerSettings.worker(router.backend()), handlers());
		}
		Awaitility.await().until(() -> Objects.requireNonNull(router.status()).workers().size() == 2);
		return router.frontend().toString();
	}

	/**
	 * The event {@code count} returns as many items as its data requests, or infinitely
	 * many.
	 */
	private HandlerRegistry handlers() {
		HandlerRegistry handlers = Echo.handlers("cli");
		handlers.register("header", (request) -> CompletableFuture.completedFuture(
				request.reply(Echo.JSON.write(request.headers().getOrDefault("tenant", "none")), Map.of())));
		handlers.register("same",
				(request) -> CompletableFuture.completedFuture(request.reply(request.data(), Map.of())));
		handlers.register("refuse", (request) -> {
			throw new ProblemException(ProblemType.FORBIDDEN.of(null, null));
		});
		handlers.register("count", Streaming.iterator((request) -> {
			int end = JsonMapper.shared().readTree(request.data()).asInt(Integer.MAX_VALUE);
			return IntStream.range(0, end).mapToObj((n) -> Map.of("n", n)).iterator();
		}, this.endedStreams::incrementAndGet));
		handlers.register("break", Streaming.flux((request) -> Flux.concat(Flux.just(1, 2),
				Flux.error(new ProblemException(ProblemType.FORBIDDEN.of(null, null))))));
		handlers.register("silent", Streaming.flux((request) -> Flux.concat(Flux.just(1), Flux.never())));
		handlers.register("ticks", Streaming.flux((request) -> Flux.interval(Duration.ofMillis(20))));
		return handlers;
	}

	private int run(String... arguments) {
		this.out.reset();
		this.err.reset();
		return ZmqfCommand.run(new PrintStream(this.out, true, StandardCharsets.UTF_8),
				new PrintStream(this.err, true, StandardCharsets.UTF_8), arguments);
	}

	private int runWithoutOutput(String... arguments) {
		PrintStream closed = new PrintStream(new OutputStream() {
			@Override
			public void write(int b) throws IOException {
				throw new IOException("Broken pipe");
			}
		}, false, StandardCharsets.UTF_8);
		return ZmqfCommand.run(closed, new PrintStream(this.err, true, StandardCharsets.UTF_8), arguments);
	}

	private JsonNode json() {
		return JsonMapper.shared().readTree(this.out.toByteArray());
	}

	private static String text(ByteArrayOutputStream bytes) {
		return bytes.toString(StandardCharsets.UTF_8);
	}

	/** Runs beside another command. */
	private static final class Runner {

		int run(String... arguments) {
			PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
			return ZmqfCommand.run(nowhere, nowhere, arguments);
		}

	}

}
