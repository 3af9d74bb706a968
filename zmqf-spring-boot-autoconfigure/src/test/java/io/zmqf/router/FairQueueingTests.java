package io.zmqf.router;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients share the queue of a router. */
class FairQueueingTests {

	private static final String SOON = "{\"zmqf-timeout\":\"60000\"}";

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER.withQueue(100, Duration.ofMillis(200)));

	@Test
	void floodOfOneEventIsRejectedOnlyForItsSender() {
		fill("echo");
		for (int i = 0; i < 1000; i++) {
			this.router.sendRequest("flood", "echo", i, SOON);
		}
		for (int i = 0; i < 20; i++) {
			this.router.sendRequest("other", "echo", i, SOON);
			this.router.sendRequest("flood", "echo", 1000 + i, SOON);
		}

		assertThat(this.router.answers("other")).isEmpty();
		assertThat(this.router.answers("flood")).isNotEmpty()
			.allSatisfy((answer) -> assertThat(answer.get(4)).contains("urn:zmqf:busy"));
		this.router.reply(this.router.requests().get(0));
		this.router.reply(last());
		this.router.reply(last());
		assertThat(askedBy()).containsExactly("first", "flood", "other");
	}

	@Test
	void aFloodOfManyEventsLeavesOthersTheirShareOfTheWholeQueue() {
		fill("e0");
		for (int i = 0; i < 3000; i++) {
			this.router.sendRequest("flood", "e" + i % 300, i, SOON);
		}
		for (int i = 0; i < 20; i++) {
			this.router.sendRequest("other", "mine", i, SOON);
		}

		assertThat(this.router.status().waiting()).isLessThanOrEqualTo(100);
		assertThat(this.router.answers("other")).isEmpty();
	}

	@Test
	void aFloodOfLargeRequestsLeavesOthersTheirShareOfTheBytes() {
		SteppedRouter small = new SteppedRouter(
				Nodes.ROUTER.withQueue(new RouterSettings.Queue(10_000, 100_000, Duration.ofMillis(200))));
		small.announce("worker", "{\"events\":[\"echo\"],\"capacity\":1}");
		small.sendRequest("first", "echo", 0, SOON);
		for (int i = 0; i < 50; i++) {
			small.clients()
				.incoming(SteppedRouter.frames("flood", String.valueOf(i), "", "echo", "\"" + "x".repeat(5000) + "\""));
		}
		small.transport().turn();
		for (int i = 0; i < 50; i++) {
			small.sendRequest("other", "echo", i, SOON);
		}

		assertThat(small.answers("other")).isEmpty();
		assertThat(small.answers("flood")).isNotEmpty();
	}

	@Test
	void manyFloodsTogetherLeaveALateClientItsShare() {
		fill("echo");
		for (int i = 0; i < 100; i++) {
			for (int flood = 0; flood < 8; flood++) {
				this.router.sendRequest("flood" + flood, "echo", i, SOON);
			}
		}
		for (int i = 0; i < 4; i++) {
			this.router.sendRequest("late", "echo", i, SOON);
		}

		assertThat(this.router.answers("late")).isEmpty();
	}

	@Test
	void allConnectionsOfAUserAreOneClient() {
		Peer user = new Peer("flood", Set.of(), null);
		Peer other = new Peer("other", Set.of(), null);
		fill("echo");
		for (int i = 0; i < 1000; i++) {
			this.router.sendRequest(user, "connection" + i % 50, "echo", i, SOON);
		}
		for (int i = 0; i < 30; i++) {
			this.router.sendRequest(other, "single", "echo", i, SOON);
		}

		assertThat(this.router.answers("single")).isEmpty();
	}

	@Test
	void clientsTakeTurnsAtAnEvent() {
		byte[][] held = fill("echo");
		for (int i = 0; i < 10; i++) {
			this.router.sendRequest("many", "echo", i, SOON);
		}
		this.router.sendRequest("few", "echo", 0, SOON);
		for (int i = 0; i < 3; i++) {
			this.router.reply(held);
			held = last();
		}

		assertThat(askedBy()).containsExactly("first", "many", "few");
	}

	@Test
	void theRequestsOfAClientThatIsGoneWaitNoMore() {
		byte[][] held = fill("echo");
		for (int i = 0; i < 10; i++) {
			this.router.sendRequest("gone", "echo", i, "{\"zmqf-timeout\":\"31536000000\"}");
		}
		this.router.sendRequest("other", "echo", 0, SOON);
		assertThat(this.router.status().waiting()).isEqualTo(11);
		this.router.clients().peerGone(SteppedRouter.bytes("gone"));
		this.router.transport().turn();

		assertThat(this.router.status().waiting()).isOne();
		assertThat(this.router.record().abandoned()).isEqualTo(10);
		this.router.reply(held);
		this.router.reply(last());
		assertThat(this.router.requests()).hasSize(2);
		assertThat(this.router.answers("other")).hasSize(1);
		assertThat(this.router.answers("gone")).isEmpty();
	}

	@Test
	void theRequestInFlightOfAClientThatIsGoneCountsNoMoreAndFreesItsWorkerInTime() {
		this.router.announce("worker", "{\"events\":[\"echo\"],\"capacity\":1}");
		this.router.sendRequest("gone", "echo", 0, "{\"zmqf-timeout\":\"31536000000\"}");
		this.router.clients().peerGone(SteppedRouter.bytes("gone"));
		this.router.transport().turn();
		assertThat(this.router.status().inFlight()).isZero();
		this.router.sendRequest("other", "echo", 0, SOON);
		assertThat(this.router.requests()).as("the worker is still busy").hasSize(1);
		this.router.pass(RouterSettings.DEFAULT_REQUEST_TIMEOUT.plusSeconds(1));

		assertThat(this.router.requests()).hasSize(2);
	}

	@Test
	void theReplyForAClientThatIsGoneHasNoWay() {
		byte[][] held = fill("echo");
		this.router.clients().peerGone(SteppedRouter.bytes("first"));
		this.router.transport().turn();
		this.router.reply(held);

		assertThat(this.router.drops().drops("zmqf-router-frontend", DropReason.UNROUTABLE)).isOne();
		assertThat(this.router.answers("first")).isEmpty();
	}

	@Test
	void timeoutBeyondTheMaximumIsReducedAndAnsweredInTime() {
		SteppedRouter strict = new SteppedRouter(
				Nodes.ROUTER.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(10)));
		strict.announce("worker", "{\"events\":[\"echo\"],\"capacity\":2}");
		strict.sendRequest("client", "echo", 1, "{\"zmqf-timeout\":\"31536000000\"}");
		strict.sendRequest("client", "echo", 2, "{\"zmqf-timeout\":\"9000\"}");
		assertThat(RawPeer.text(strict.requests().get(0)).get(5)).contains("\"10000\"");
		strict.pass(Duration.ofSeconds(11));

		assertThat(strict.answers("client")).singleElement().satisfies((answer) -> {
			assertThat(answer.get(1)).isEqualTo("1");
			assertThat(answer.get(4)).contains("urn:zmqf:deadline-exceeded");
		});
	}

	/** Occupies the only slot of the only worker, and returns the request in it. */
	private byte[][] fill(String event) {
		this.router.announce("worker", "{\"capacity\":1}");
		this.router.sendRequest("first", event, 0, SOON);
		return last();
	}

	private byte[][] last() {
		List<byte[][]> requests = this.router.requests();
		return requests.get(requests.size() - 1);
	}

	/** Whose requests were answered, oldest first. */
	private List<@Nullable String> askedBy() {
		List<@Nullable String> clients = new ArrayList<>();
		for (byte[][] sent : this.router.clients().sent()) {
			if (RawPeer.text(sent[3]).equals("echo")) {
				clients.add(RawPeer.text(sent[0]));
			}
		}
		return clients;
	}

}
