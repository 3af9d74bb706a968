package io.zmqf.worker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

import io.zmqf.client.RequestClient;
import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;
import io.zmqf.router.Router;
import io.zmqf.support.Echo;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many requests that are cancelled leave nothing behind. {@code -Dzmqf.cancels=100000}
 * has more of them.
 */
@Timeout(300)
@DisabledIfSystemProperty(named = "zmqf.test.transport", matches = "jeromq")
class ManyCancellationsTests {

	private static final int CANCELS = Integer.getInteger("zmqf.cancels", 10_000);

	private static final int CONCURRENCY = 4;

	private static final int BATCH = 50;

	private static final long HEAP = 8 * 1024 * 1024;

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER);

	private final HandlerRegistry handlers = Echo.handlers("worker");

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger cancelled = new AtomicInteger();

	private final AtomicLong cancelledAt = new AtomicLong();

	private final Worker worker;

	ManyCancellationsTests() {
		this.handlers.register("never", (request) -> {
			Cancellation.current().onCancel(() -> {
				this.cancelledAt.set(System.nanoTime());
				this.cancelled.incrementAndGet();
			});
			this.begun.incrementAndGet();
			return new CompletableFuture<Message>();
		});
		this.worker = this.nodes
			.worker(WorkerSettings.worker(this.router.backend()).withConcurrency(CONCURRENCY, BATCH), this.handlers);
		this.nodes.workers().awaitJoined(1);
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void leaveNothingBehind() {
		RequestClient client = this.nodes.client(this.router.frontend());
		cancel(client, CANCELS / 4);
		long before = heap();
		long threads = threads((name) -> !name.equals("handler"));
		cancel(client, CANCELS);
		assertThat(heap() - before).isLessThan(HEAP);
		assertThat(threads((name) -> !name.equals("handler"))).isLessThanOrEqualTo(threads + 8);
		assertThat(threads("handler"::equals))
			.as("one for each handler that runs, and for each that is being cancelled")
			.isLessThanOrEqualTo(CONCURRENCY + BATCH);
	}

	private void cancel(RequestClient client, int count) {
		for (int i = 0; i < count; i += BATCH) {
			List<CompletableFuture<?>> replies = new ArrayList<>();
			for (int j = 0; j < BATCH; j++) {
				replies.add(client.requestAsync("never", j, JsonNode.class));
			}
			replies.forEach((reply) -> reply.cancel(true));
			assertThat(client.request("echo", i, JsonNode.class)).isNotNull();
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> this.cancelled.get() == this.begun.get());
		}
		await().until(() -> client.status().inFlight() == 0 && this.router.status().inFlight() == 0
				&& this.router.status().waiting() == 0 && this.worker.status().inHand() == 0);
		await().until(() -> this.worker.status().abandoned() == 0);
	}

	/** The time of a cancellation from the caller to the handler. */
	@Test
	void freeTheirWorkerSoon() {
		RequestClient client = this.nodes.client(this.router.frontend());
		long[] nanos = new long[200];
		for (int i = 0; i < nanos.length; i++) {
			int requests = i + 1;
			this.cancelledAt.set(0);
			CompletableFuture<?> reply = client.requestAsync("never", i, JsonNode.class);
			await().pollDelay(0, TimeUnit.MILLISECONDS)
				.pollInterval(1, TimeUnit.MILLISECONDS)
				.until(() -> this.begun.get() == requests);
			long start = System.nanoTime();
			reply.cancel(true);
			await().pollDelay(0, TimeUnit.MILLISECONDS)
				.pollInterval(1, TimeUnit.MILLISECONDS)
				.until(() -> this.cancelledAt.get() != 0 && this.worker.status().inHand() == 0);
			nanos[i] = this.cancelledAt.get() - start;
		}
		Arrays.sort(nanos);
		assertThat(nanos[nanos.length / 2]).isLessThan(TimeUnit.MILLISECONDS.toNanos(50));
	}

	private static long threads(Predicate<String> name) {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).filter(name).count();
	}

	private static long heap() {
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
