package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.router.RoutingStrategy;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The JSON of the endpoint. */
class ZmqEndpointTests {

	private static final String SECRET = "correct horse battery staple";

	private final ApplicationContextRunner runner = ObservedContexts.runner();

	@Test
	void showsRolesSocketsHandlersWorkersAndNodes() {
		this.runner.withUserConfiguration(Handlers.class, ZmqTestContexts.Caller.class).run((context) -> {
			await().until(() -> json(context).at("/heartbeatReceiver/nodes").size() == 2);
			await().until(() -> json(context).at("/router/workers/0/events/0").asString("").equals("wait"));
			JsonNode json = json(context);
			assertThat(json.at("/handlers/wait").asString()).endsWith("Handlers.wait(String)");
			assertThat(json.at("/router/running").asBoolean()).isTrue();
			assertThat(json.at("/router/sockets/0/name").asString()).isEqualTo("zmqf-router-frontend");
			assertThat(json.at("/router/sockets/0/state").asString()).isEqualTo("CONNECTED");
			assertThat(json.at("/router/workers/0/capacity").asInt()).isEqualTo(80);
			assertThat(json.at("/router/workers/0/events/0").asString()).isEqualTo("wait");
			assertThat(json.at("/router/workers/0/id").asString())
				.isEqualTo(json.at("/workers/worker/identity").asString());
			assertThat(json.at("/clients/client/sockets/0/endpoint").asString()).startsWith("inproc://");
			assertThat(json.at("/clients/client/oldestRequest").asString()).isEqualTo("PT0S");
			assertThat(json.at("/heartbeatReceiver/nodes/0/nodeId").asString()).matches("[0-9a-f]{32}");
			assertThat(json.at("/heartbeatReceiver/nodes").valueStream().map((node) -> node.path("type").asString()))
				.containsExactlyInAnyOrder("WORKER", "CLIENT");
			assertThat(json.at("/heartbeatSenders")).hasSize(2);
			assertThat(json.at("/heartbeatSenders/0/status/alive").asBoolean()).isTrue();
		});
	}

	@Test
	void showsRequestsInFlightAndTheirAgeButNoData() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			context.getBean(ZmqClient.class).event("wait").header("token", SECRET).data(SECRET).send();
			handlers.begun.await();
			JsonNode json = json(context);
			assertThat(json.at("/router/requestsInFlight").asInt()).isOne();
			assertThat(json.at("/router/workers/0/inFlight").asInt()).isOne();
			assertThat(json.at("/workers/worker/requestsInFlight").asInt()).isOne();
			assertThat(json.at("/clients/client/requestsInFlight").asInt()).isOne();
			for (String oldest : new String[] { "/router/oldestRequest", "/workers/worker/oldestRequest",
					"/clients/client/oldestRequest" }) {
				assertThat(Duration.parse(json.at(oldest).asString())).as(oldest).isPositive();
			}
			assertThat(json.toString()).doesNotContain(SECRET);
			handlers.end.countDown();
		});
	}

	@Test
	void omitsDataOfBlockedLoops() {
		CountDownLatch stuck = new CountDownLatch(1);
		CountDownLatch free = new CountDownLatch(1);
		this.runner.withUserConfiguration(Handlers.class).withBean(RoutingStrategy.class, () -> (event, candidates) -> {
			stuck.countDown();
			try {
				free.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return candidates.get(0);
		}).run((context) -> {
			context.getBean(Handlers.class).end.countDown();
			await().until(() -> json(context).at("/router/workers").size() == 1);
			context.getBean(ZmqClient.class).send("wait", "");
			stuck.await();
			try {
				long start = System.nanoTime();
				JsonNode json = json(context);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
				assertThat(json.at("/router/oldestRequest").isNull()).isTrue();
				assertThat(json.at("/clients/client/oldestRequest").isNull()).isTrue();
			}
			finally {
				free.countDown();
			}
		});
	}

	@Test
	void isThereOnlyWhereItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=zmqf")
			.run((context) -> assertThat(context).hasSingleBean(ZmqEndpoint.class));
		this.runner.withPropertyValues("management.endpoint.zmqf.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ZmqEndpoint.class));
	}

	private static JsonNode json(ApplicationContext context) {
		JsonMapper mapper = context.getBean(JsonMapper.class);
		return mapper.readTree(mapper.writeValueAsString(context.getBean(ZmqEndpoint.class).nodes()));
	}

	static class Handlers {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@ZmqHandler("wait")
		void wait(String text) throws InterruptedException {
			this.begun.countDown();
			this.end.await();
		}

	}

}
