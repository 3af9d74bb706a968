package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.RequestClient;
import io.zmqf.client.ZmqClient.RequestSpec;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.support.NodeProcess;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A router and eight workers, each in a JVM of its own: some answer, some can't. */
@Timeout(180)
@Tag("jdk-independent")
class AskingAllIT {

	private static final int WORKERS = 8;

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final List<NodeProcess> processes = new ArrayList<>();

	private final Nodes nodes = new Nodes();

	@AfterEach
	void close() {
		this.nodes.close();
		this.processes.forEach(NodeProcess::close);
	}

	@Test
	void suspendedAndKilledWorkersAreMissingAndTheOthersReplyInTime() {
		NodeProcess router = NodeProcess.router("least-in-flight");
		this.processes.add(router);
		RequestClient client = this.nodes.client(router.endpoints().get(0));
		for (int i = 0; i < WORKERS - 2; i++) {
			worker(router, Integer.toString(i));
		}
		NodeProcess frozen = worker(router, "frozen");
		boolean inTime = false;
		for (int i = 0; i < 3 && !inTime; i++) { // a busy machine may make the end late
			NodeProcess killed = worker(router, "killed");
			inTime = gatherWithinTheDeadline(client, frozen, killed);
		}
		assertThat(inTime).isTrue();
		await().until(() -> echo(client).gather(JsonNode.class).replies().size() == WORKERS - 1);
	}

	private NodeProcess worker(NodeProcess router, String name) {
		NodeProcess worker = NodeProcess.worker(name, router.endpoints().get(1));
		this.processes.add(worker);
		return worker;
	}

	/** The outcome must be correct, whatever its time. */
	private static boolean gatherWithinTheDeadline(RequestClient client, NodeProcess frozen, NodeProcess killed) {
		Map<String, String> byName = await().atMost(Duration.ofSeconds(60))
			.ignoreExceptions()
			.until(() -> names(echo(client).gather(JsonNode.class)), (known) -> known.size() == WORKERS);
		frozen.hang();
		killed.hang();
		try {
			AtomicInteger answers = new AtomicInteger();
			long begun = System.nanoTime();
			CompletableFuture<Gathered<JsonNode>> all = echo(client).gatherAsync(JsonNode.class);
			echo(client).gatherEach(JsonNode.class).subscribe(counting(answers));
			await().until(() -> answers.get() >= WORKERS - 2);
			killed.close();
			Gathered<JsonNode> gathered = all.join();
			boolean inTime = System.nanoTime() - begun <= TIMEOUT.toNanos();
			assertThat(names(gathered).keySet()).containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
			assertThat(gathered.replies().values()).allMatch((reply) -> reply.path("echo").asInt() == 42);
			assertThat(gathered.problems()).isEmpty();
			assertThat(gathered.missing()).containsExactlyInAnyOrder(byName.get("frozen"), byName.get("killed"));
			await().until(() -> answers.get() == WORKERS);
			return inTime;
		}
		catch (CompletionException ex) {
			assertThat(ex).hasCauseInstanceOf(ZmqTimeoutException.class);
			return false;
		}
		finally {
			frozen.resume();
		}
	}

	private static RequestSpec echo(RequestClient client) {
		return client.event("echo").data(42).timeout(TIMEOUT);
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
