package io.zmqf.router;

import java.util.List;

import io.zmqf.client.RequestClient;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A router and two workers, each in a JVM of its own. */
@Timeout(120)
@SuppressWarnings("try")
class SeparateProcessesIT {

	private static final int REQUESTS = 10_000;

	private static final int CALLERS = 64;

	@ParameterizedTest
	@ValueSource(strings = { "least-in-flight", "round-robin", "proxy" })
	void everyOfTenThousandRequestsOfManyCallersGetsItsOwnReply(String strategy) {
		try (NodeProcess router = NodeProcess.router(strategy);
				NodeProcess one = NodeProcess.worker("one", router.endpoints().get(1));
				NodeProcess two = NodeProcess.worker("two", router.endpoints().get(1));
				Nodes nodes = new Nodes()) {
			RequestClient client = nodes.client(router.endpoints().get(0));
			for (String worker : List.of("one", "two")) {
				await().ignoreExceptions().until(() -> by(client), worker::equals);
			}
			Callers.Outcome outcome = Callers.sendRequest(client, CALLERS, REQUESTS, nodes.executor());
			assertThat(outcome.failures()).isEmpty();
			assertThat(outcome.answered()).isEqualTo(REQUESTS);
			assertThat(outcome.by()).containsOnlyKeys("one", "two");
		}
	}

	@Test
	void killedWorkerCostsAtMostItsRequestsInFlight() {
		try (NodeProcess router = NodeProcess.router("least-in-flight");
				NodeProcess one = NodeProcess.worker("one", router.endpoints().get(1));
				NodeProcess two = NodeProcess.worker("two", router.endpoints().get(1));
				Nodes nodes = new Nodes()) {
			Endpoint frontend = router.endpoints().get(0);
			RequestClient client = nodes.client(frontend);
			for (String worker : List.of("one", "two")) {
				await().ignoreExceptions().until(() -> by(client), worker::equals);
			}
			Callers.Outcome before = Callers.sendRequest(client, CALLERS, 100, nodes.executor());
			one.close();
			Callers.Outcome after = Callers.sendRequest(client, CALLERS, 2000, nodes.executor());
			assertThat(before.failures()).isEmpty();
			assertThat(after.failures()).hasSizeLessThanOrEqualTo(CALLERS)
				.allMatch((failure) -> failure.contains("502"));
			assertThat(after.answered() + after.failures().size()).isEqualTo(2000);
		}
	}

	private static String by(RequestClient client) {
		JsonNode reply = client.request("echo", 1, JsonNode.class);
		assertThat(reply).isNotNull();
		return reply.path("by").asString();
	}

}
