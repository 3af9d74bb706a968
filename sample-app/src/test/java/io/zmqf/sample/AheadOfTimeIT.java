package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.zmqf.aot.ConsumerApplication;
import io.zmqf.tools.Ports;
import io.zmqf.transport.security.CurveKeyPair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that were processed ahead of time without an address run on the JVM in all
 * roles, which are set at startup.
 */
@SuppressWarnings("try")
@Timeout(240)
class AheadOfTimeIT {

	private static final String CONSUMER = ConsumerApplication.class.getName();

	private static final String RECEIPT = "Receipt[number=4711, customer=Ada]";

	private static final String ERRORS = "FieldError[field=customer, message=must not be blank]";

	@TempDir
	static Path directory;

	private static String classPath;

	@BeforeAll
	static void processConsumer() throws IOException {
		Path sources = directory.resolve("sources");
		Path classes = Files.createDirectories(directory.resolve("classes"));
		try (SampleProcess processor = SampleProcess.start(System.getProperty("java.class.path"),
				"org.springframework.boot.SpringApplicationAotProcessor", CONSUMER, sources.toString(),
				classes.toString(), classes.toString(), "io.zmqf", "consumer")) {
			assertThat(processor.exit()).as(processor.output()).isZero();
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
				Stream<Path> files = Files.walk(sources)) {
			List<Path> generated = files.filter((file) -> file.toString().endsWith(".java")).toList();
			assertThat(
					compiler
						.getTask(null, manager, null,
								List.of("-proc:none", "-nowarn", "-cp",
										classes + System.getProperty("path.separator")
												+ System.getProperty("java.class.path"),
										"-d", classes.toString()),
								null, manager.getJavaFileObjectsFromPaths(generated))
						.call())
				.isTrue();
		}
		classPath = classes + System.getProperty("path.separator") + System.getProperty("java.class.path");
	}

	@Test
	void inMemory() {
		try (SampleProcess consumer = consumer("--ask-with=zmqClient")) {
			assertAnswered(consumer);
		}
	}

	@Test
	@Tag("jdk-independent")
	void securedServerAndNamedClientThatWereUnknownAtBuildTime() throws IOException {
		String address = "tcp://127.0.0.1:" + Ports.free();
		CurveKeyPair server = CurveKeyPair.generate();
		CurveKeyPair client = CurveKeyPair.generate();
		server.write(directory.resolve("server"));
		client.write(directory.resolve("client"));
		try (SampleProcess answering = consumer("--zmqf.server.address=" + address,
				"--zmqf.security.server.secret-key=file:" + directory.resolve("server.key_secret"),
				"--zmqf.security.server.clients.shop.public-key=" + client.publicKey());
				SampleProcess asking = consumer("--ask-with=billing", "--zmqf.clients.billing.address=" + address,
						"--zmqf.clients.billing.timeout=60s",
						"--zmqf.security.client.secret-key=file:" + directory.resolve("client.key_secret"),
						"--zmqf.security.client.server-key=" + server.publicKey())) {
			assertAnswered(asking);
			assertThat(answering.stop()).as(answering.output()).isEqualTo(143);
		}
	}

	@Test
	@Tag("jdk-independent")
	void routerWorkerAndClientOfOneImage() {
		String frontend = "tcp://127.0.0.1:" + Ports.free();
		String backend = "tcp://127.0.0.1:" + Ports.free();
		String heartbeat = "--zmqf.heartbeat.address=tcp://127.0.0.1:" + Ports.free();
		try (SampleProcess router = consumer("--zmqf.router.frontend=" + frontend, "--zmqf.router.backend=" + backend,
				heartbeat);
				SampleProcess worker = consumer("--zmqf.worker.router=" + backend, heartbeat);
				SampleProcess client = consumer("--zmqf.client.address=" + frontend, "--zmqf.client.timeout=60s",
						"--ask-with=zmqClient", heartbeat)) {
			assertAnswered(client);
			assertThat(worker.stop()).as(worker.output()).isEqualTo(143);
			assertThat(router.stop()).as(router.output()).isEqualTo(143);
		}
	}

	@Test
	@Tag("jdk-independent")
	void sampleAnswersItselfAndAsAServer() {
		String address = "tcp://127.0.0.1:" + Ports.free();
		try (SampleProcess sample = sample();
				SampleProcess server = sample("--zmqf.server.address=" + address);
				SampleProcess client = sample("--zmqf.client.address=" + address)) {
			for (SampleProcess process : List.of(sample, server, client)) {
				process.await("Starting AOT-processed SampleApplication")
					.await("-> Quote[")
					.await("-> error 404 No handler");
			}
			for (SampleProcess process : List.of(sample, client, server)) {
				assertThat(process.stop()).as(process.output()).isEqualTo(143);
			}
		}
	}

	/**
	 * As one that makes a cache of classes, where no peer of production can be reached.
	 */
	@Test
	void trainingRunEndsAlthoughNoPeerCanBeReached() {
		String unreachable = "tcp://192.0.2.1:5555";
		List<String> options = new ArrayList<>(List.of("-Dspring.context.exit=onRefresh"));
		Path cache = directory.resolve("application.aot");
		boolean caches = Runtime.version().feature() >= 25;
		if (caches) {
			options.add("-XX:AOTCacheOutput=" + cache);
		}
		try (SampleProcess training = SampleProcess.start(options, caches ? jars(classPath) : classPath, CONSUMER,
				"--zmqf.client.address=" + unreachable, "--zmqf.worker.router=" + unreachable,
				"--zmqf.clients.billing.address=" + unreachable, "--zmqf.heartbeat.address=" + unreachable)) {
			assertThat(training.exit()).as(training.output()).isZero();
		}
		assertThat(Files.exists(cache)).isEqualTo(caches);
	}

	/** A class data archive does not support directories. */
	private static String jars(String path) {
		List<String> jars = new ArrayList<>();
		for (String entry : path.split(System.getProperty("path.separator"))) {
			if (Files.isDirectory(Path.of(entry))) {
				String jar = directory.resolve(jars.size() + ".jar").toString();
				assertThat(java.util.spi.ToolProvider.findFirst("jar")
					.orElseThrow()
					.run(System.out, System.err, "--create", "--file", jar, "-C", entry, ".")).isZero();
				jars.add(jar);
			}
			else {
				jars.add(entry);
			}
		}
		return String.join(System.getProperty("path.separator"), jars);
	}

	private static void assertAnswered(SampleProcess asking) {
		asking.await(RECEIPT).await(ERRORS);
		assertThat(asking.output()).contains("Starting AOT-processed ConsumerApplication");
	}

	private static SampleProcess consumer(String... arguments) {
		return SampleProcess.start(List.of(SampleProcess.AHEAD_OF_TIME), classPath, CONSUMER,
				with("--spring.main.banner-mode=off", arguments));
	}

	private static SampleProcess sample(String... arguments) {
		return SampleProcess.launchAheadOfTime(with("--server.port=0", arguments));
	}

	private static String[] with(String first, String... arguments) {
		List<String> all = new ArrayList<>(Arrays.asList(arguments));
		all.add(first);
		return all.toArray(String[]::new);
	}

}
