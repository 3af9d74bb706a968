package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqRemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** {@code zmqf.client.retry.*}, for the client and for named ones. */
@Timeout(60)
class RetryAutoConfigurationTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Busy.class);

	@Test
	void isOffUnlessItIsSwitchedOn() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> sendRequest(context.getBean(ZmqClient.class)));
			assertThat(context.getBean(Busy.class).calls).hasValue(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqClient", "other" })
	void idempotentRequestIsMadeAgain(String name) {
		String prefix = name.equals("other") ? "zmqf.clients.other" : "zmqf.client";
		this.runner
			.withPropertyValues("zmqf.server.address=inproc://retry-" + name, "zmqf.clients.other.timeout=5s",
					prefix + ".retry.enabled=true", prefix + ".retry.delay=1ms")
			.run((context) -> {
				assertThat(sendRequest(context.getBean(name, ZmqClient.class))).isEqualTo("done");
				assertThat(context.getBean(Busy.class).calls).hasValue(3);
			});
	}

	@Test
	void requestIsMadeAgainWithTheDataThatItHad() {
		this.runner.withPropertyValues("zmqf.client.retry.enabled=true", "zmqf.client.retry.delay=1ms")
			.run((context) -> {
				List<String> data = new ArrayList<>(List.of("first"));
				CompletableFuture<String> reply = context.getBean(ZmqClient.class)
					.event("busyWith")
					.data(data, new ParameterizedTypeReference<List<String>>() {
					})
					.idempotent()
					.requestAsync(String.class);
				data.add("changed");
				context.getBean(Busy.class).changed.complete(null);
				assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("[first]");
			});
	}

	@Test
	void requestIsRetriedAsConfigured() {
		this.runner
			.withPropertyValues("zmqf.client.retry.enabled=true", "zmqf.client.retry.delay=1ms",
					"zmqf.client.retry.max-retries=1")
			.run((context) -> {
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> sendRequest(context.getBean(ZmqClient.class)));
				assertThat(context.getBean(Busy.class).calls).hasValue(2);
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void endOfTheClientEndsAPauseAtOnce(boolean async) {
		CompletableFuture<String> reply = new CompletableFuture<>();
		this.runner
			.withPropertyValues("zmqf.client.retry.enabled=true", "zmqf.client.retry.delay=40s",
					"zmqf.client.retry.max-delay=40s", "zmqf.client.timeout=50s")
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				CompletableFuture<String> outcome = async ? client.event("busy").idempotent().requestAsync(String.class)
						: CompletableFuture.supplyAsync(() -> sendRequest(client));
				outcome.whenComplete((value, failure) -> reply.completeExceptionally(failure));
				await().until(() -> context.getBean(Busy.class).calls.get() == 1);
			});
		assertThat(reply).failsWithin(Duration.ofSeconds(20))
			.withThrowableThat()
			.havingRootCause()
			.isInstanceOf(ZmqClosedException.class);
	}

	private static String sendRequest(ZmqClient client) {
		return client.event("busy").idempotent().request(String.class);
	}

	static class Busy {

		final AtomicInteger calls = new AtomicInteger();

		final CompletableFuture<Void> changed = new CompletableFuture<>();

		@ZmqHandler("busyWith")
		String busyWith(List<String> data) {
			this.changed.join();
			busy();
			return data.toString();
		}

		@ZmqHandler("busy")
		String busy() {
			if (this.calls.incrementAndGet() < 3) {
				throw new ProblemException(ProblemType.BUSY.of("busy", null), null);
			}
			return "done";
		}

	}

}
