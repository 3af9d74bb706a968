package io.zmqf.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.tools.Ports;
import io.zmqf.cli.ZmqfCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jar in several processes, one profile each, as in the README.
 */
@SuppressWarnings("try")
class SampleProcessesIT {

	private static final String LINE = "{\"article\": \"oak-table\", \"quantity\": 2}";

	private static final String INVALID_LINE = "{\"article\": \"\", \"quantity\": 2}";

	private final String frontend = "tcp://127.0.0.1:" + Ports.free();

	private final String backend = "tcp://127.0.0.1:" + Ports.free();

	private final int http = Ports.free();

	@Test
	void routerWorkerAndClientAnswerAnHttpRequest() {
		try (SampleProcess router = router();
				SampleProcess worker = SampleProcess.launch("worker", "--zmqf.worker.router=" + this.backend);
				SampleProcess client = client()) {
			client.await("request quotes.history");
			worker.awaitStart();
			quote(LINE).expectStatus().isOk().expectBody().jsonPath("$.answeredBy").isEqualTo((int) worker.pid());
			quote(INVALID_LINE).expectStatus()
				.isBadRequest()
				.expectBody()
				.jsonPath("$.errors[0].field")
				.isEqualTo("article");
			assertThat(router.isAlive()).isTrue();
			assertThat(worker.stop()).as(worker.output()).isEqualTo(143);
			quote(LINE).expectStatus().isEqualTo(503).expectBody().jsonPath("$.type").isEqualTo("urn:zmqf:no-worker");
			assertThat(router.stop()).as(router.output()).isEqualTo(143);
			assertThat(client.stop()).as(client.output()).isEqualTo(143);
		}
	}

	@Test
	void serverTakesTheRoutersPlace() {
		try (SampleProcess server = SampleProcess.launch("server", "--zmqf.server.address=" + this.frontend);
				SampleProcess client = client()) {
			client.await("request quotes.history");
			quote(LINE).expectStatus().isOk().expectBody().jsonPath("$.answeredBy").isEqualTo((int) server.pid());
			assertThat(server.stop()).as(server.output()).isEqualTo(143);
		}
	}

	@Test
	void keysThatTheCommandLineHasMadeLetAClientIn(@TempDir Path directory) throws IOException {
		for (String name : new String[] { "router", "shop" }) {
			assertThat(ZmqfCommand.run(System.out, System.err, "keys", directory.resolve(name).toString(), "orders"))
				.isZero();
			Path secret = directory.resolve(name + ".key_secret");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret))).isEqualTo("rw-------");
		}
		Path clients = Files.createDirectory(directory.resolve("clients"));
		Path known = Files.copy(directory.resolve("shop.key"), clients.resolve("shop.key"));
		try (SampleProcess server = SampleProcess.launch("server", "--zmqf.server.address=" + this.frontend,
				"--zmqf.security.server.secret-key=file:" + directory.resolve("router.key_secret"),
				"--zmqf.security.server.client-directory=" + clients, "--zmqf.security.server.cut-off=true");
				SampleProcess client = client(
						"--zmqf.security.client.secret-key=file:" + directory.resolve("shop.key_secret"),
						"--zmqf.security.client.server-key=file:" + directory.resolve("router.key"))) {
			client.await("request quotes.history");
			quote(LINE).expectStatus().isOk().expectBody().jsonPath("$.answeredBy").isEqualTo((int) server.pid());
			Files.delete(known);
			server.await("is not authorised");
		}
	}

	private SampleProcess router() {
		return SampleProcess.launch("router", "--zmqf.router.frontend=" + this.frontend,
				"--zmqf.router.backend=" + this.backend);
	}

	private SampleProcess client(String... more) {
		List<String> arguments = new ArrayList<>(List.of("--zmqf.client.address=" + this.frontend,
				"--zmqf.client.timeout=60s", "--server.port=" + this.http));
		arguments.addAll(List.of(more));
		return SampleProcess.launch("client", arguments.toArray(String[]::new));
	}

	private RestTestClient.ResponseSpec quote(String line) {
		return RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.http)
			.build()
			.post()
			.uri("/quotes")
			.contentType(MediaType.APPLICATION_JSON)
			.body(line)
			.exchange();
	}

}
