package io.zmqf.router;

import io.zmqf.message.RequestTracing;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

	private void ask(int number, int size) {
		this.router.clients().incoming(frames("c", String.valueOf(number), "", "echo", "x".repeat(size), HEADERS));
		this.router.transport().turn();
	}

	@Test
	void aWorkerHasNoMoreThanAPeerMayWhateverCapacityItAnnounces() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":2000000000}");
		for (int i = 0; i < 6; i++) {
			ask(i, 4_000);
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
	void aRequestThatIsLargerThanThatIsGivenAlone() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		ask(1, 40_000);
		ask(2, 1);
		assertThat(this.router.requests()).hasSize(1);
		this.router.reply(this.router.requests().get(0));
		this.router.reply(this.router.requests().get(1));
		assertThat(this.router.answers("c")).hasSize(2);
	}

	@Test
	void smallRequestsCountByTheCapacity() {
		this.router.announce("w", "{\"events\":[\"echo\"],\"capacity\":10}");
		for (int i = 0; i < 12; i++) {
			ask(i, 1);
		}
		assertThat(this.router.requests()).hasSize(10);
	}

}
