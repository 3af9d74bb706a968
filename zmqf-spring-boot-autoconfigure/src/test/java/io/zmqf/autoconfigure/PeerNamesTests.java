package io.zmqf.autoconfigure;

import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.transport.security.CurveKeyPair;
import io.zmqf.worker.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The names of the peers at the two ends of a connection. */
@ExtendWith(OutputCaptureExtension.class)
class PeerNamesTests {

	private static final CurveKeyPair SERVER = CurveKeyPair.generate();

	private static final CurveKeyPair SHOP = CurveKeyPair.generate();

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withPropertyValues("zmqf.client.timeout=30s", "zmqf.heartbeat.address=");

	@Test
	void aRouterListsItsClientsAndWorkersByTheirNames(CapturedOutput output) {
		this.runner.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("zmqf.router.frontend=" + Nodes.ANY, "zmqf.router.backend=" + Nodes.ANY,
					"zmqf.router.queue-wait=30s", "zmqf.node.name=front@r1",
					"zmqf.security.server.secret-key=" + SERVER.secretText(),
					"zmqf.security.server.clients.orders.public-key=" + SHOP.publicKey())
			.run((router) -> {
				Router node = router.getBean(Router.class);
				this.runner.withBean(Handlers.class)
					.withPropertyValues("zmqf.worker.router=" + node.backend().forConnecting(),
							"zmqf.client.address=" + node.frontend().forConnecting(),
							"zmqf.security.client.secret-key=" + SHOP.secretText(),
							"zmqf.security.client.server-key=" + SERVER.publicKey(), "spring.application.name=shop",
							"HOSTNAME=web-1")
					.run((shop) -> {
						assertThat(shop.getBean(ZmqClient.class).request("answer", "x", String.class)).isEqualTo("x");
						isListed(router, output, shop.getBean(Worker.class).identity().toString());
					});
				await().until(() -> node.clientCount() == 0);
				await().untilAsserted(() -> assertThat(output)
					.containsPattern("A client \\(shop@web-1, user orders, 127.0.0.1:\\d+\\) left"));
			});
	}

	private static void isListed(AssertableApplicationContext router, CapturedOutput output, String worker) {
		JsonNode json = JsonMapper.shared().valueToTree(router.getBean(ZmqEndpoint.class).nodes());
		for (JsonNode peer : new JsonNode[] { json.at("/router/clients/0"), json.at("/router/workers/0/peer") }) {
			assertThat(peer.path("name").asString()).isEqualTo("shop@web-1");
			assertThat(peer.path("user").asString()).isEqualTo("orders");
			assertThat(peer.path("address").asString()).startsWith("127.0.0.1:");
		}
		assertThat(json.at("/router/clientCount").asInt()).isOne();
		Health health = ((HealthIndicator) router.getBean("zmqfHealthContributor", CompositeHealthContributor.class)
			.getContributor("router")).health();
		assertThat(health).isNotNull();
		Map<String, Object> details = health.getDetails();
		assertThat(details.get("clients")).isEqualTo(1);
		assertThat(details.get("workerNames")).asString().contains("shop@web-1, user orders, 127.0.0.1:");
		assertThat(details.get("clientNames")).asString().contains("shop@web-1, user orders, 127.0.0.1:");
		MeterRegistry registry = router.getBean(MeterRegistry.class);
		for (String type : new String[] { "client", "worker" }) {
			assertThat(registry.get("zmqf.router.peers").tag("type", type).tag("application", "shop").gauge().value())
				.isOne();
		}
		assertThat(output).containsPattern("Worker " + worker + " \\(shop@web-1, user orders, 127.0.0.1:\\d+\\) joined")
			.containsPattern("A client \\(shop@web-1, user orders, 127.0.0.1:\\d+\\) sends requests")
			.containsPattern("Worker connects to .*, as " + worker)
			.containsPattern("The router front@r1, tcp://127.0.0.1:\\d+ knows this worker as " + worker);
		assertThat(output.getAll().lines().filter((line) -> line.contains(", which is "))).singleElement()
			.asString()
			.containsPattern("INFO.* zmqf-client is connected to tcp://127.0.0.1:\\d+, which is front@r1$");
	}

	@Test
	void aNameThatDoesNotFitIsRefused() {
		this.runner.withPropertyValues("zmqf.node.name=" + "x".repeat(65))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.node.name")
				.hasStackTraceContaining("64 bytes"));
	}

	@Test
	void aNameByDefaultIsCut() {
		this.runner.withPropertyValues("spring.application.name=" + "ä".repeat(100))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Handlers {

		@ZmqHandler("answer")
		String answer(String text) {
			return text;
		}

	}

}
