package io.zmqf.sample;

import io.zmqf.test.AutoConfigureTestZmqTransport;
import io.zmqf.test.ZmqContractTester;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The contract that callers of the shop rely on. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = "management.endpoints.web.exposure.include=zmqf")
@AutoConfigureTestZmqTransport
class ContractTests {

	@Autowired
	private ZmqContractTester contract;

	@LocalServerPort
	private int port;

	@Test
	void staysCompatibleWithTheCommittedOne() {
		this.contract.assertCompatible("src/test/contract/shop.json");
	}

	@Test
	void isServedBesideTheNodes() {
		RestTestClient http = RestTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port + "/actuator/zmqf")
			.build();
		http.get()
			.uri("/asyncapi")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.asyncapi")
			.isEqualTo("3.0.0")
			.jsonPath("$.info.title")
			.isEqualTo("zmqf-sample")
			.jsonPath("$.channels['orders.place'].messages.request.payload['$ref']")
			.isEqualTo("#/components/schemas/Order")
			.jsonPath("$.components.schemas.Line.properties.quantity.maximum")
			.isEqualTo(100);
		http.get()
			.uri("")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.handlers['orders.place']")
			.exists();
		http.get().uri("/openapi").exchange().expectStatus().isNotFound();
	}

}
