package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.RequestClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The requests that arrive during the restart of the only worker. */
@Timeout(60)
class ExpectedReturnTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final Nodes nodes = new Nodes();

	private final Router router = this.nodes.router(Nodes.ROUTER.withQueue(100, Duration.ofMillis(1)));

	private final RequestClient client = this.nodes
		.client(ClientSettings.of("client", this.router.frontend()).withTimeout(LONG));

	@AfterEach
	void close() {
		this.nodes.close();
	}

	@Test
	void requestsWaitForAWorkerThatAnnouncedItsReturn() {
		ApplicationContextRunner worker = worker("zmqf.worker.expect-return=30s");
		startAndStop(worker);
		CompletableFuture<Integer> reply = this.client.requestAsync("answer", 42, Integer.class);
		await().until(() -> this.router.status().waiting() == 1);
		worker.run((context) -> assertThat(reply).succeedsWithin(LONG).isEqualTo(42));
	}

	@Test
	void requestsAreRejectedIfTheWorkerAnnouncedNoReturn() {
		startAndStop(worker());
		assertThatExceptionOfType(ZmqRemoteException.class)
			.isThrownBy(() -> this.client.request("answer", 42, Integer.class))
			.satisfies((ex) -> assertThat(ex.is(ProblemType.NO_WORKER)).isTrue());
	}

	private ApplicationContextRunner worker(String... properties) {
		return ZmqTestContexts.runner()
			.withUserConfiguration(Answering.class)
			.withPropertyValues("zmqf.worker.router=" + this.router.backend())
			.withPropertyValues(properties);
	}

	private void startAndStop(ApplicationContextRunner worker) {
		worker.run((context) -> {
			assertThat(context).hasNotFailed();
			this.nodes.workers().awaitJoined(1);
			assertThat(this.client.request("answer", 1, Integer.class)).isEqualTo(1);
		});
		this.nodes.workers().awaitLeft(1);
	}

	@Configuration(proxyBeanMethods = false)
	static class Answering {

		@ZmqHandler("answer")
		int answer(int number) {
			return number;
		}

	}

}
