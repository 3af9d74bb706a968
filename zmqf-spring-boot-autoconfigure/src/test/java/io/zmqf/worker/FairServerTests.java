package io.zmqf.worker;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

import io.zmqf.message.ProblemType;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A flood costs its sender, and leaves the other clients their share of a server. */
@Timeout(60)
class FairServerTests {

	private static final int WAITING = 10;

	private static final int FLOOD = 50;

	private final Nodes nodes = new Nodes();

	private final HandlerRegistry handlers = new HandlerRegistry();

	private final Semaphore permits = new Semaphore(0);

	private final Queue<ProblemType> refusals = new ConcurrentLinkedQueue<>();

	private final Worker server;

	FairServerTests() {
		this.handlers.register("slow", (request) -> {
			this.permits.acquire();
			return CompletableFuture.completedFuture(request.reply(request.data(), Map.of()));
		});
		WorkerSettings settings = WorkerSettings.server(Nodes.ANY)
			.withConcurrency(1, 0)
			.withQueue(new WorkerSettings.Queue(WAITING, 1_000_000));
		this.server = this.nodes.worker(settings, this.handlers, this.nodes.executor(), new WorkerListener() {

			@Override
			public void requestRefused(ProblemType problem) {
				FairServerTests.this.refusals.add(problem);
			}

		});
	}

	@AfterEach
	void nothingGetsOutOfALoop() {
		this.permits.release(10 * FLOOD);
		this.nodes.close();
		assertThat(this.nodes.record().failures()).isEmpty();
	}

	private RawPeer flood() {
		Endpoint address = this.server.endpoints().get(0);
		RawPeer flooding = this.nodes.dealer(address, null);
		for (int i = 0; i < FLOOD; i++) {
			flooding.send("", "slow", "1");
		}
		await().until(() -> this.refusals.size() == FLOOD - WAITING - 1);
		assertThat(this.refusals).containsOnly(ProblemType.BUSY);
		await().until(() -> this.server.status().inHand() == WAITING + 1);
		return flooding;
	}

	@Test
	void aFullServerTakesTheRequestOfAnotherClientAndAnswersItInItsTurn() {
		flood();
		RawPeer other = this.nodes.dealer(this.server.endpoints().get(0), null);
		other.send("", "slow", "7");
		await().until(() -> this.refusals.size() == FLOOD - WAITING);
		// one that is at work, and the next turn's or the one after
		this.permits.release(2);
		this.permits.release();
		assertThat(other.receiveText()).containsExactly("", "slow", "7");
		assertThat(this.server.status().inHand()).isGreaterThanOrEqualTo(WAITING - 2);
	}

	@Test
	void aFloodOfSmallRequestsLeavesRoomForALargerOne() {
		flood();
		RawPeer other = this.nodes.dealer(this.server.endpoints().get(0), null);
		String larger = "7".repeat(50_000);
		other.send("", "slow", larger);
		await().until(() -> this.refusals.size() == FLOOD - WAITING);
		this.permits.release(WAITING + 1);
		assertThat(other.receiveText()).containsExactly("", "slow", larger);
	}

	@Test
	void clientsThatFloodHaveEqualShares() {
		flood();
		RawPeer other = this.nodes.dealer(this.server.endpoints().get(0), null);
		for (int i = 0; i < FLOOD; i++) {
			other.send("", "slow", "7");
		}
		await().until(() -> this.refusals.size() == 2 * FLOOD - WAITING - 1);
		this.permits.release(WAITING + 1);
		await().until(() -> this.server.status().inHand() == 0);
		int answered = 0;
		for (int i = 0; i < FLOOD; i++) {
			answered += List.of("", "slow", "7").equals(other.receiveText()) ? 1 : 0;
		}
		assertThat(answered).isBetween(WAITING / 3, WAITING - WAITING / 3);
	}

	@Test
	void requestsOfADisconnectedClientAreRemoved() {
		RawPeer flooding = flood();
		flooding.close();
		await().until(() -> this.server.status().inHand() == 0);
	}

	@Test
	void aRequestThatIsTooLargeForTheQueueIsBusy() {
		RawPeer peer = this.nodes.dealer(this.server.endpoints().get(0), null);
		peer.send("", "slow", "1");
		await().until(() -> this.server.status().inHand() == 1);
		peer.send("large", "", "slow", "1".repeat(1_000_000));
		assertThat(peer.receiveText()).startsWith("large", "", "error").last().asString().contains("429");
	}

}
