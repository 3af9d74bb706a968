package io.zmqf.router;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The end of a router under load. */
@Timeout(60)
class RouterDrainTests {

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER);

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 10, 40, 200, 1000 })
	void theTimeToTheEndDoesNotDependOnNewRequests(int requestsPerSecond) {
		RawPeer worker = this.nodes.dealer(this.router.backend(), "worker").ready(1, "echo");
		RawPeer client = this.nodes.dealer(this.router.frontend(), null);
		RawPeer other = this.nodes.dealer(this.router.frontend(), null);
		client.send("in hand", "", "echo", "1");
		byte[][] held = worker.receive();
		client.send("waits", "", "echo", "2");
		await().until(() -> waiting() == 1);
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> this.router.stop(Duration.ofSeconds(30)),
				this.nodes.executor());
		await().until(() -> {
			other.send("probe", "", "echo", "1");
			return other.receiveText().toString().contains("stopping");
		});
		AtomicInteger sent = new AtomicInteger();
		CompletableFuture<Void> load = CompletableFuture.runAsync(() -> send(other, requestsPerSecond, sent, stopped),
				this.nodes.executor());
		await().until(() -> requestsPerSecond == 0 || sent.get() > 0);
		assertThat(stopped).as("requests in flight are awaited").isNotDone();
		worker.reply(held, "1");
		worker.reply(worker.receive(), "2");
		long since = System.nanoTime();
		stopped.orTimeout(20, TimeUnit.SECONDS).join();

		assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(10));
		assertThat(List.of(client.receiveText().get(0), client.receiveText().get(0))).containsExactly("in hand",
				"waits");
		load.join();
	}

	private int waiting() {
		RouterStatus status = this.router.status();
		return (status != null) ? status.waiting() : -1;
	}

	/** Sends at a steady pace until the router has stopped. */
	private static void send(RawPeer client, int perSecond, AtomicInteger sent, CompletableFuture<Void> until) {
		while (perSecond > 0 && !until.isDone()) {
			client.send("new", "", "echo", "1");
			sent.incrementAndGet();
			LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
		}
	}

}
