package io.zmqf.actuate.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.info.NodeInfo;
import io.zmqf.message.PeerName;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The descriptions of workers on a router's page, which unauthorised peers can't query.
 */
@Timeout(60)
class WorkerInfosTests {

	private final Nodes nodes = new Nodes();

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final Router router = this.nodes.router(Nodes.ROUTER);

	private final WorkerInfos infos = new WorkerInfos(this.now::get);

	@AfterEach
	void close() {
		this.nodes.close();
	}

	private List<String> workers() {
		return Objects.requireNonNull(this.router.status())
			.workers()
			.stream()
			.map(RouterStatus.WorkerStatus::id)
			.toList();
	}

	private Worker worker() {
		int before = workers().size();
		Worker worker = this.nodes.worker(WorkerSettings.worker(this.router.backend()), Echo.handlers("one"));
		await().until(() -> workers().size() > before);
		return worker;
	}

	private Map<String, NodeInfo> poll() {
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		return this.infos.query(this.router, workers(), List.of());
	}

	@Test
	void thePageOfARouterShowsWhereItsWorkersRun() {
		Worker worker = worker();
		LocalNodes local = new LocalNodes(this.router, List.of(), List::of, null, List.of());
		await().untilAsserted(() -> {
			this.now.addAndGet(Duration.ofSeconds(1).toNanos());
			PageNodes page = new PageNodes(local, "shop", Instant.now());
			page.addRouter(null, this.infos, List.of());
			assertThat(page.all()).filteredOn((node) -> node.type.equals("worker"))
				.singleElement()
				.satisfies((node) -> {
					assertThat(node.key).isEqualTo(worker.identity().toString());
					assertThat(node.pid).isEqualTo(ProcessHandle.current().pid());
					assertThat(node.host).isNotEmpty();
				});
		});
	}

	@Test
	void joiningWorkersAreQueriedAndLeavingOnesRemoved() {
		Worker first = worker();
		await().until(() -> poll().containsKey(first.identity().toString()));
		Worker second = worker();
		await().until(() -> poll().containsKey(second.identity().toString()));
		second.stop(Duration.ZERO);
		await().until(() -> workers().size() == 1);
		List<String> former = List.of(second.identity().toString());
		assertThat(this.infos.query(this.router, workers(), former)).hasSize(2);
		assertThat(poll()).containsOnlyKeys(first.identity().toString());
	}

	@Test
	void queriesAreRepeatedAfterAMinuteAndNotConcurrently() {
		List<CompletableFuture<Map<String, byte[]>>> questions = new ArrayList<>();
		Supplier<CompletableFuture<Map<String, byte[]>>> question = () -> {
			questions.add(new CompletableFuture<>());
			return questions.get(questions.size() - 1);
		};
		for (int seconds = 0; seconds < 100; seconds++) {
			this.infos.query(question, List.of("silent"), List.of());
			this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		}
		assertThat(questions).hasSize(1);
		questions.get(0).completeExceptionally(new IllegalStateException());
		for (int seconds = 0; seconds < 59; seconds++) {
			this.infos.query(question, List.of("silent"), List.of());
			this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		}
		assertThat(questions).hasSize(1);
		this.infos.query(question, List.of("silent", "new"), List.of());
		assertThat(questions).hasSize(2);
		questions.get(1).complete(Map.of("new", new byte[] { '{' }, "other", "{}".getBytes(StandardCharsets.UTF_8)));
		this.now.addAndGet(Duration.ofSeconds(61).toNanos());
		assertThat(this.infos.query(question, List.of("silent", "new"), List.of())).isEmpty();
		assertThat(questions).hasSize(3);
	}

}
