package io.zmqf.sample;

import org.junit.jupiter.api.Test;

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

	private SampleProcess router() {
		return SampleProcess.launch("router", "--zmqf.router.frontend=" + this.frontend,
				"--zmqf.router.backend=" + this.backend);
	}

	private SampleProcess client() {
		return SampleProcess.launch("client", "--zmqf.client.address=" + this.frontend, "--zmqf.client.timeout=60s",
				"--server.port=" + this.http);
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
