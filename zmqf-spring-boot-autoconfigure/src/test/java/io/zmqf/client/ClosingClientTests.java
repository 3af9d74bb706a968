package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqf.message.ZmqClosedException;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A client that closes while requests are in flight. */
@Timeout(60)
class ClosingClientTests {

	private final Nodes nodes = new Nodes();

	private final RawPeer server = this.nodes.bareRouter(Nodes.ANY);

	private final RequestClient client = this.nodes.client(this.server.endpoint());

	@AfterEach
	void close() {
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	@Test
	void waitsForRequestsInFlightAndRejectsNewOnes() {
		CompletableFuture<Integer> reply = this.client.requestAsync("echo", 1, Integer.class);
		byte[][] request = this.server.receive();
		CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> this.client.close(Duration.ofSeconds(30)),
				this.nodes.executor());
		await().untilAsserted(() -> assertThatExceptionOfType(ZmqClosedException.class)
			.isThrownBy(() -> this.client.event("echo").timeout(Duration.ofMillis(20)).request(Integer.class)));
		assertThat(closed).isNotDone();
		this.server.send(request[0], request[1], request[2], request[3], request[4]);
		assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1);
		assertThat(closed).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void failsRequestsInFlightAfterTheTimeout() {
		CompletableFuture<Integer> reply = this.client.requestAsync("echo", 1, Integer.class);
		this.server.receive();
		this.client.close(Duration.ofMillis(50));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(reply::join)
			.withCauseInstanceOf(ZmqClosedException.class);
	}

	@Test
	void waitsForNothingWhereAllHaveTheirOutcome() {
		this.client.event("echo").timeout(Duration.ofMillis(20)).send().exceptionally((timeout) -> null).join();
		CompletableFuture<Integer> cancelled = this.client.requestAsync("echo", 1, Integer.class);
		cancelled.cancel(false);
		assertThat(CompletableFuture.runAsync(() -> this.client.close(Duration.ofDays(1)), this.nodes.executor()))
			.succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void thatWasNeverOpenedClosesAtOnce() {
		RequestClient unused = this.nodes.client(this.server.endpoint());
		unused.close(Duration.ofDays(1));
		assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> unused.request("echo", 1, Integer.class));
	}

}
