package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.zmqf.support.Nodes;
import io.zmqf.transport.SendResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many workers whose connections are full. */
class FullWorkersTests {

	private static final int WORKERS = 1000;

	private static final Duration LOOK = Duration.ofMillis(2);

	private final SteppedRouter router = new SteppedRouter(Nodes.ROUTER);

	@BeforeEach
	void stopWorkers() {
		for (int i = 0; i < WORKERS; i++) {
			this.router.announce("w" + i, "{\"events\":[\"echo\"],\"capacity\":1}");
			this.router.workers().sending("w" + i, SendResult.FULL);
		}
	}

	@Test
	void messagesQueuedForThemCostLittle() {
		sendRequest();
		int attempts = this.router.workers().attemptsToSend();
		int looks = this.router.workers().looks();
		pass(50);
		assertThat(this.router.workers().attemptsToSend()).isEqualTo(attempts);
		assertThat(this.router.workers().looks() - looks).isEqualTo(10 * WORKERS);
	}

	@Test
	void messageOfOneDoesNotRetryTheOthers() {
		sendRequest();
		int attempts = this.router.workers().attemptsToSend();
		this.router.announce("w0", "{\"events\":[\"echo\"],\"capacity\":2}");
		assertThat(this.router.workers().attemptsToSend()).isLessThan(attempts + 10);
	}

	@Test
	void oneThatTakesSomethingAgainHasItWithinTenMilliseconds() {
		sendRequest();
		for (int i = 0; i < WORKERS; i += 111) {
			this.router.workers().sending("w" + i, SendResult.SENT);
			pass(5);
			assertThat(this.router.requests()).last()
				.extracting((request) -> new String(request[0], StandardCharsets.UTF_8))
				.isEqualTo("w" + i);
			this.router.workers().sending("w" + i, SendResult.FULL);
			sendRequest();
		}
	}

	@Test
	void nothingIsRetriedWithoutQueuedMessages() {
		this.router.sendRequest("c", "echo", 1, "{\"zmqf-timeout\":\"10\"}");
		pass(20);
		int looks = this.router.workers().looks();
		pass(50);
		assertThat(this.router.workers().looks()).isEqualTo(looks);
		assertThat(this.router.status().waiting()).isZero();
	}

	private void sendRequest() {
		this.router.sendRequest("c", "echo", 1, "{\"zmqf-timeout\":\"60000\"}");
	}

	private void pass(int looks) {
		for (int i = 0; i < looks; i++) {
			this.router.pass(LOOK);
		}
	}

}
