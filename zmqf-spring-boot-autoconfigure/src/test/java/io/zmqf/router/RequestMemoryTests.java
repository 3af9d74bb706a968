package io.zmqf.router;

import java.time.Duration;

import io.zmqf.message.RequestTracing;
import io.zmqf.support.Nodes;
import io.zmqf.support.RawPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.zmqf.router.SteppedRouter.bytes;
import static io.zmqf.router.SteppedRouter.frames;
import static org.assertj.core.api.Assertions.assertThat;

/** The memory of requests that workers have, and that the router keeps until then. */
class RequestMemoryTests {

	private static final String HEADERS = "{\"zmqf-timeout\":\"60000\",\"zmqf-idempotent\":\"true\"}";

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER, RequestTracing.NONE, 10_000);

	@AfterEach
	void nothingWasThrownOnALoop() {
		assertThat(this.router.transport().failures()).isEmpty();
	}

	private void sendRequest(int number, int size) {
		sendRequest("echo", number, size);
	}

	private void sendRequest(String event, int number, int size) {
		this.router.clients().incoming(frames("c", String.valueOf(number), "", event, "x".repeat(size), HEADERS));
		this.router.transport().turn();
	}

	@Test
	void workerIsLimitedToTheMemoryOfAPeer() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":2000000000}");
		for (int i = 0; i < 6; i++) {
			sendRequest(i, 4_000);
		}
		assertThat(this.router.requests()).hasSize(3);
		assertThat(this.router.status().waiting()).isEqualTo(3);
		for (int i = 0; i < 6; i++) {
			this.router.reply(this.router.requests().get(i));
		}
		assertThat(this.router.answers("c")).hasSize(6);
		assertThat(this.router.status().inFlight()).isZero();
	}

	@Test
	void requestOverTheLimitIsSentAlone() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		sendRequest(1, 40_000);
		sendRequest(2, 1);
		assertThat(this.router.requests()).hasSize(1);
		this.router.reply(this.router.requests().get(0));
		this.router.reply(this.router.requests().get(1));
		assertThat(this.router.answers("c")).hasSize(2);
	}

	@Test
	void allWorkersTogetherHaveNoMoreThanTheNodeMay() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		this.router.announce("v", "{\"events\":[\"other\"],\"capacity\":10}");
		for (int i = 0; i < 3; i++) {
			sendRequest(i, 4_000);
		}
		sendRequest("other", 3, 1);
		sendRequest("nobody's", 4, 1);
		assertThat(this.router.requests()).hasSize(3);
		assertThat(this.router.answers("c")).singleElement().asString().contains("no-handler");
		this.router.reply(this.router.requests().get(0));
		this.router.pass(Duration.ofMillis(10));
		assertThat(this.router.requests()).hasSize(4);
		for (int i = 1; i < 4; i++) {
			this.router.reply(this.router.requests().get(i));
		}
		assertThat(this.router.answers("c")).hasSize(5);
	}

	@Test
	void largeRequestsLeaveMostOfItToSmallOnes() {
		SteppedRouter large = new SteppedRouter(Nodes.ROUTER, RequestTracing.NONE, 1_000_000);
		large.announce("w", "{\"events\":[\"echo\",\"other\"],\"capacity\":10}");
		for (int i = 0; i < 5; i++) {
			large.clients().incoming(frames("c", String.valueOf(i), "", "echo", "x".repeat(200_000), HEADERS));
			large.transport().turn();
		}
		assertThat(large.requests()).hasSize(2);
		large.sendRequest("c", "other", 5, HEADERS);
		assertThat(large.requests()).hasSize(3);
		for (int i = 0; i < 6; i++) {
			large.reply(large.requests().get(i));
		}
		assertThat(large.answers("c")).hasSize(6);
		assertThat(large.transport().failures()).isEmpty();
	}

	@Test
	void smallRequestsDoNotWaitForALargeOneOfTheirEvent() {
		SteppedRouter large = largeRequestWaits();
		large.sendRequest("d", "echo", 9, HEADERS);
		assertThat(large.requests()).hasSize(3);
		assertThat(RawPeer.text(large.requests().get(2))).contains("echo", "1");
		large.reply(large.requests().get(0));
		assertThat(large.requests()).hasSize(4);
		assertThat(large.requests().get(3)[4]).hasSize(200_000);
		assertThat(large.transport().failures()).isEmpty();
	}

	@Test
	void smallRequestsThatWaitForAWorkerDoNotWaitForALargeOneOfTheirGroup() {
		SteppedRouter large = largeRequestWaits();
		for (int i = 10; i < 19; i++) {
			large.sendRequest("d", (i % 2 == 0) ? "other" : "echo", i, HEADERS);
		}
		assertThat(large.requests()).hasSize(10);
		assertThat(large.status().waiting()).isEqualTo(2);
		large.reply(large.requests().get(2));
		assertThat(large.requests()).hasSize(11);
		assertThat(large.status().waiting()).isOne();
		large.pass(Duration.ofMillis(10));
		assertThat(large.status().waiting()).isOne();
		large.reply(large.requests().get(0));
		assertThat(large.requests().get(11)[4]).hasSize(200_000);
		assertThat(large.transport().failures()).isEmpty();
	}

	@Test
	void largeRequestsHaveTheirTurnAmongSmallOnes() {
		SteppedRouter large = new SteppedRouter(Nodes.ROUTER, RequestTracing.NONE, 10_000_000);
		large.announce("w", "{\"events\":[\"echo\"],\"capacity\":1}");
		for (int i = 0; i < 4; i++) {
			large.sendRequest("c", "echo", i, HEADERS);
		}
		large.clients().incoming(frames("d", "1", "", "echo", "x".repeat(200_000), HEADERS));
		large.transport().turn();
		large.reply(large.requests().get(0));
		large.reply(large.requests().get(1));
		assertThat(large.requests()).hasSize(3);
		assertThat(large.requests().subList(1, 3)).anySatisfy((request) -> assertThat(request[4]).hasSize(200_000));
		assertThat(large.transport().failures()).isEmpty();
	}

	/** Of three large requests two have all of the memory that large ones may have. */
	private static SteppedRouter largeRequestWaits() {
		SteppedRouter large = new SteppedRouter(Nodes.ROUTER, RequestTracing.NONE, 1_000_000);
		large.announce("w", "{\"events\":[\"echo\",\"other\"],\"capacity\":10}");
		for (int i = 0; i < 3; i++) {
			large.clients().incoming(frames("c", String.valueOf(i), "", "echo", "x".repeat(200_000), HEADERS));
			large.transport().turn();
		}
		assertThat(large.requests()).hasSize(2);
		assertThat(large.status().waiting()).isOne();
		return large;
	}

	@Test
	void proxiedWorkersDoNotEither() {
		SteppedRouter proxy = new SteppedRouter(Nodes.ROUTER.asProxy(), RequestTracing.NONE, 10_000);
		for (int i = 0; i < 5; i++) {
			proxy.clients().incoming(frames("c", String.valueOf(i), "", "echo", "x".repeat(4_000), HEADERS));
			proxy.transport().turn();
		}
		assertThat(proxy.workers().sent()).hasSize(3);
		proxy.pass(Duration.ofSeconds(1));
		assertThat(proxy.answers("c")).isEmpty();
		for (int i = 0; i < 5; i++) {
			byte[][] request = proxy.workers().sent().get(i);
			proxy.workers().incoming(request[0], request[1], request[2], bytes("2"));
			proxy.transport().turn();
		}
		assertThat(proxy.answers("c")).hasSize(5);
		assertThat(proxy.transport().failures()).isEmpty();
	}

	@Test
	void smallRequestsCountByTheCapacity() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		for (int i = 0; i < 12; i++) {
			sendRequest(i, 1);
		}
		assertThat(this.router.requests()).hasSize(10);
	}

}
