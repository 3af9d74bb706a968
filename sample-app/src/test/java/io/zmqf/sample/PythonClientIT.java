package io.zmqf.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.zmqf.tools.Ports;
import io.zmqf.tools.Python;
import io.zmqf.tools.RequiresTool;
import io.zmqf.tools.Tool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Python clients of the README and of the guide, unchanged except for the port,
 * against the sample.
 */
@Tag("jdk-independent")
@SuppressWarnings("try")
@RequiresTool(Tool.PYZMQ)
class PythonClientIT {

	private static final String ADDRESS = "tcp://127.0.0.1:5555";

	@TempDir
	private Path directory;

	@Test
	void serverAnswersTheClientOfTheReadme() throws Exception {
		String address = "tcp://127.0.0.1:" + Ports.free();
		try (ConfigurableApplicationContext sample = start("server", "--zmqf.server.address=" + address)) {
			assertAnswered(address);
		}
	}

	@Test
	void workerBehindARouterAnswersTheClientOfTheReadme() throws Exception {
		String address = "tcp://127.0.0.1:" + Ports.free();
		String backend = "tcp://127.0.0.1:" + Ports.free();
		try (ConfigurableApplicationContext router = start("router", "--zmqf.router.frontend=" + address,
				"--zmqf.router.backend=" + backend);
				ConfigurableApplicationContext worker = start("worker", "--zmqf.worker.router=" + backend)) {
			assertAnswered(address);
		}
	}

	@Test
	void serverSendsItemsToTheClientOfTheGuide() throws Exception {
		String address = "tcp://127.0.0.1:" + Ports.free();
		try (ConfigurableApplicationContext sample = start("server", "--zmqf.server.address=" + address)) {
			assertWatched(address);
		}
	}

	@Test
	void workerBehindARouterSendsItemsToTheClientOfTheGuide() throws Exception {
		String address = "tcp://127.0.0.1:" + Ports.free();
		String backend = "tcp://127.0.0.1:" + Ports.free();
		try (ConfigurableApplicationContext router = start("router", "--zmqf.router.frontend=" + address,
				"--zmqf.router.backend=" + backend);
				ConfigurableApplicationContext worker = start("worker", "--zmqf.worker.router=" + backend)) {
			assertWatched(address);
		}
	}

	private void assertWatched(String address) throws Exception {
		String printed = run(Guide.read("docs/streams.md").block("python").replace(ADDRESS, address));
		assertThat(printed.lines()).hasSize(10).allSatisfy((line) -> assertThat(line).contains("'total': 349.0"));
	}

	private static ConfigurableApplicationContext start(String profile, String... arguments) {
		return new SpringApplicationBuilder(SampleApplication.class).profiles(profile).run(arguments);
	}

	private void assertAnswered(String address) throws Exception {
		String printed = run(Guide.read("README.md").block("python").replace(ADDRESS, address));
		assertThat(printed.lines()).satisfiesExactly(
				(line) -> assertThat(line).startsWith("quotes.price {").contains("'total': 698.0"),
				(line) -> assertThat(line).startsWith("error {")
					.contains("'status': 400", "'event': 'orders.place'", "'field': 'customer'", "'field': 'lines'"));
	}

	private String run(String script) throws IOException, InterruptedException {
		Path file = Files.writeString(this.directory.resolve("client.py"), script);
		Process process = new ProcessBuilder(Python.executable(), file.toString()).redirectErrorStream(true).start();
		String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(printed).isZero();
		return printed;
	}

}
