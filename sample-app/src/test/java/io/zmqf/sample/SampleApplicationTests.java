package io.zmqf.sample;

import java.util.Map;

import io.zmqf.worker.Worker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample as it is started without arguments: everything in one process.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	private RestTestClient http;

	@BeforeEach
	void connect() {
		this.http = RestTestClient.bindToServer().baseUrl("http://localhost:" + this.port).build();
	}

	@Test
	void logsItsFirstRequestsAndTheirReplies(CapturedOutput output) {
		assertThat(output.getAll()).containsSubsequence("request quotes.price 2 x oak-table", "-> Quote[",
				"total=698.00", "request orders.place Order[customer=Ada Lovelace", "-> Receipt[number=1001",
				"total=1235.00", "request orders.place Order[customer= ,", "-> error 400 Malformed request",
				"customer must not be blank", "lines[0].quantity must be greater than or equal to 1",
				"request quotes.price 1 x unicorn", "-> error 404 Unknown article: There is no article 'unicorn'",
				"request quotes.watch 2 x oak-table", "-> [698.00, 698.00, 698.00]", "request quotes.history null",
				"-> error 404 No handler", "request reports.sales 2026",
				"-> cancelled, and its worker makes it no longer");
	}

	@Test
	void aCancelledReportHoldsNoPlace(@Autowired Worker worker) {
		await().until(() -> worker.status().inHand() == 0);
		assertThat(worker.status().abandoned()).isZero();
	}

	@Test
	void quotesByHttp() {
		post("/quotes", Map.of("article", "floor-lamp", "quantity", 3)).expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.total")
			.isEqualTo(194.7)
			.jsonPath("$.answeredBy")
			.isEqualTo((int) ProcessHandle.current().pid());
	}

	@Test
	void requestsTheStockOfAllWorkers() {
		this.http.get()
			.uri("/stock/oak-table")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.replies[*].process")
			.isEqualTo((int) ProcessHandle.current().pid())
			.jsonPath("$.missing")
			.isEmpty();
	}

	@Test
	void invalidOrderIsABadRequestThatNamesTheFields() {
		post("/orders",
				Map.of("customer", "", "lines", new Object[] { Map.of("article", "oak-chair", "quantity", 101) }))
			.expectStatus()
			.isBadRequest()
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.type")
			.isEqualTo("urn:zmqf:malformed")
			.jsonPath("$.event")
			.isEqualTo("orders.place")
			.jsonPath("$.errors[?(@.field == 'customer')].message")
			.isEqualTo("must not be blank")
			.jsonPath("$.errors[?(@.field == 'lines[0].quantity')].message")
			.isEqualTo("must be less than or equal to 100");
	}

	@Test
	void unknownArticleIsNotFoundWithTheHandlersDetail() {
		post("/quotes", Map.of("article", "unicorn", "quantity", 1)).expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.type")
			.isEqualTo("urn:sample:unknown-article")
			.jsonPath("$.detail")
			.isEqualTo("There is no article 'unicorn'")
			.jsonPath("$.article")
			.isEqualTo("unicorn");
	}

	@Test
	void healthShowsRouterWorkerAndClientUp() {
		RestTestClient.BodyContentSpec health = this.http.get()
			.uri("/actuator/health")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
		for (String node : new String[] { "router", "worker", "client" }) {
			health.jsonPath("$.components.zmqf.components." + node + ".status").isEqualTo("UP");
		}
	}

	@Test
	void pageIsServed() {
		this.http.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<title>zmqf sample</title>"));
	}

	private RestTestClient.ResponseSpec post(String path, Object body) {
		return this.http.post().uri(path).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

}
