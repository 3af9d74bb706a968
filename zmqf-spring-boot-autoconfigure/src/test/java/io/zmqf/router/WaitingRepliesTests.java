package io.zmqf.router;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.zmqf.support.Nodes;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.SendResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.zmqf.router.SteppedRouter.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/** The replies of a router to a client that does not read. */
class WaitingRepliesTests {

	private SteppedRouter router = new SteppedRouter(Nodes.ROUTER);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	@Test
	void theyWaitInTheirOrder() {
		this.router.clients().sending("c", SendResult.FULL);
		for (int i = 0; i < 5; i++) {
			answer("c", i, String.valueOf(i));
		}
		answer("d", 5, "9");
		assertThat(sent("d")).containsExactly("echo 9");
		takeAgain("c");
		assertThat(sent("c")).containsExactly("echo 0", "echo 1", "echo 2", "echo 3", "echo 4");
		assertThat(drops()).isZero();
	}

	@Test
	void callerOfAReplyWithoutRoomReceivesAProblem() {
		this.router = new SteppedRouter(Nodes.ROUTER.withQueue(new RouterSettings.Queue(100, 10_000, Duration.ZERO)));
		this.router.clients().sending("c", SendResult.FULL);
		answer("c", 0, "1".repeat(4_000));
		answer("c", 1, "2".repeat(4_000));
		assertThat(drops()).isOne();
		answer("c", 2, "3");
		takeAgain("c");
		assertThat(sent("c")).hasSize(3);
		assertThat(sent("c").get(1)).startsWith("error ")
			.contains("\"status\":413", "\"event\":\"echo\"", "too large to be queued for its client");
		assertThat(sent("c").get(2)).isEqualTo("echo 3");
	}

	@Test
	void repliesOfADisconnectedClientMakeRoom() {
		this.router = new SteppedRouter(Nodes.ROUTER.withQueue(new RouterSettings.Queue(100, 10_000, Duration.ZERO)));
		this.router.clients().sending("c", SendResult.FULL);
		this.router.clients().sending("d", SendResult.FULL);
		answer("c", 0, "1".repeat(8_000));
		answer("d", 1, "2".repeat(8_000));
		assertThat(drops()).isOne();
		this.router.clients().peerGone(bytes("c"));
		this.router.transport().turn();
		assertThat(this.router.drops().drops(Frontend.NAME, DropReason.UNROUTABLE)).isOne();
		answer("d", 2, "3".repeat(8_000));
		assertThat(drops()).isOne();
		takeAgain("d");
		assertThat(sent("d")).hasSize(2).last().isEqualTo("echo " + "3".repeat(8_000));
	}

	@Test
	void oneThatWaitsUntilTheDeadlineOfItsRequestIsDropped() {
		this.router.clients().sending("c", SendResult.FULL);
		answer("c", 0, "1");
		CompletableFuture<Void> flushed = this.router.frontend().flush();
		this.router.pass(Duration.ofSeconds(59));
		assertThat(drops()).isZero();
		this.router.pass(Duration.ofSeconds(2));
		assertThat(drops()).isOne();
		assertThat(flushed).isCompleted();
	}

	@Test
	void aRouterThatStopsSendsThemFirst() {
		this.router.clients().sending("c", SendResult.FULL);
		answer("c", 0, "1");
		CompletableFuture<Void> flushed = this.router.frontend().flush();
		this.router.pass(Duration.ofSeconds(1));
		assertThat(flushed).isNotDone();
		takeAgain("c");
		assertThat(flushed).isCompleted();
		assertThat(sent("c")).containsExactly("echo 1");
	}

	@Test
	void aRouterThatStopsWaitsForNoClientThatHasGone() {
		this.router.clients().sending("c", SendResult.FULL);
		answer("c", 0, "1");
		CompletableFuture<Void> flushed = this.router.frontend().flush();
		this.router.clients().peerGone(bytes("c"));
		this.router.transport().turn();
		assertThat(flushed).isCompleted();
	}

	private void answer(String client, int number, String data) {
		if (number == 0) {
			this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		}
		this.router.sendRequest(client, "echo", number, "{\"zmqf-timeout\":\"60000\"}");
		byte[][] request = this.router.requests().get(number);
		this.router.workers().incoming(request[0], request[1], request[2], request[3], bytes(data));
		this.router.transport().turn();
	}

	private void takeAgain(String client) {
		this.router.clients().sending(client, SendResult.SENT);
		this.router.pass(Duration.ofMillis(5));
	}

	private List<String> sent(String client) {
		return this.router.answers(client).stream().map((frames) -> frames.get(3) + " " + frames.get(4)).toList();
	}

	private long drops() {
		return this.router.drops().drops(Frontend.NAME, DropReason.HIGH_WATER_MARK);
	}

}
