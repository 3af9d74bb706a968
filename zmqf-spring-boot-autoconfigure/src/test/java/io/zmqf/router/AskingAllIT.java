package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A router and eight workers, each in a JVM of its own: some answer, some can't. */
@Timeout(180)
class AskingAllIT {

	private static final int WORKERS = 8;

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private static final Duration LONG = Duration.ofMinutes(2);

	private final List<NodeProcess> processes = new ArrayList<>();

	private final Nodes nodes = new Nodes();

	@AfterEach
	void close() {
		this.nodes.close();
		this.processes.forEach(NodeProcess::close);
	}

	@Test
	void whoIsFrozenAndWhoIsKilledIsMissingAndTheOthersAnswerWithinTheDeadline() {
		NodeProcess router = NodeProcess.router("least-in-flight");
		this.processes.add(router);
		List<NodeProcess> workers = new ArrayList<>();
		for (int i = 0; i < WORKERS; i++) {
			workers.add(NodeProcess.worker(Integer.toString(i), router.endpoints().get(1)));
		}
		this.processes.addAll(workers);
		RequestClient client = this.nodes.client(router.endpoints().get(0));
		Map<String, String> byName = await().atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> names(echo(client, Duration.ofSeconds(20)).gather(JsonNode.class)),
					(known) -> known.size() == WORKERS);
		workers.get(6).hang();
		workers.get(7).hang();
		await().ignoreExceptions().untilAsserted(() -> { // a busy machine may be late
			long begun = System.nanoTime();
			Gathered<JsonNode> gathered = echo(client, TIMEOUT).gather(JsonNode.class);
			assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThanOrEqualTo(TIMEOUT);
			assertThat(names(gathered).keySet()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
			assertThat(gathered.replies().values()).allMatch((reply) -> reply.path("echo").asInt() == 42);
			assertThat(gathered.problems()).isEmpty();
			assertThat(gathered.missing()).containsExactlyInAnyOrder(byName.get("6"), byName.get("7"));
		});
		AtomicInteger answers = new AtomicInteger();
		CompletableFuture<Gathered<JsonNode>> all = echo(client, LONG).gatherAsync(JsonNode.class);
		echo(client, LONG).gatherEach(JsonNode.class).subscribe(counting(answers));
		await().until(() -> answers.get() == 6);
		assertThat(all).isNotDone();
		workers.get(7).close();
		workers.get(6).goOn();
		Gathered<JsonNode> gathered = all.join();
		assertThat(names(gathered).keySet()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5", "6");
		assertThat(gathered.problems()).isEmpty();
		assertThat(gathered.missing()).containsExactly(byName.get("7"));
		await().until(() -> answers.get() == WORKERS);
	}

	private static RequestSpec echo(RequestClient client, Duration timeout) {
		return client.event("echo").data(42).timeout(timeout);
	}

	/** The ids of the nodes by the names that they answer with. */
	private static Map<String, String> names(Gathered<JsonNode> gathered) {
		return gathered.replies()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((reply) -> reply.getValue().path("by").asString(), Map.Entry::getKey));
	}

	private static Flow.Subscriber<NodeReply<JsonNode>> counting(AtomicInteger answers) {
		return new Flow.Subscriber<>() {

			@Override
			public void onSubscribe(Flow.Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(NodeReply<JsonNode> reply) {
				answers.incrementAndGet();
			}

			@Override
			public void onError(Throwable failure) {
			}

			@Override
			public void onComplete() {
			}

		};
	}

}
