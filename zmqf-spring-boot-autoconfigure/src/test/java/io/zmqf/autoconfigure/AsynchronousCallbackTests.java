package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqProblem;
import io.zmqf.service.ZmqServiceProxyFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Callbacks of asynchronous requests, and the declared types of their data. */
@Timeout(60)
class AsynchronousCallbackTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	/** More than a machine has processors. */
	private static final int MANY = 4 * Runtime.getRuntime().availableProcessors() + 4;

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Handlers.class);

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callbacksMayWaitForFurtherReplies(boolean retry) {
		this.runner.withPropertyValues("zmqf.client.timeout=20s", "zmqf.client.retry.enabled=" + retry)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				List<CompletableFuture<String>> all = new ArrayList<>();
				for (int i = 0; i < MANY; i++) {
					all.add(echo(client, "a").thenApply((reply) -> echo(client, reply + "!").join()));
				}
				assertThat(all).allSatisfy((reply) -> assertThat(reply).succeedsWithin(LONG).isEqualTo("a!"));
			});
	}

	private static CompletableFuture<String> echo(ZmqClient client, String text) {
		return client.event("echo").data(text).idempotent().requestAsync(String.class);
	}

	@Test
	void requestsTimeOutDespiteBlockedCallbacks() {
		this.runner.withPropertyValues("zmqf.client.timeout=40s").run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			CountDownLatch go = new CountDownLatch(1);
			CountDownLatch blocked = new CountDownLatch(MANY);
			for (int i = 0; i < MANY; i++) {
				client.requestAsync("gated", null, String.class).thenAccept((reply) -> {
					blocked.countDown();
					await(go);
				});
			}
			context.getBean(Handlers.class).gate.complete("open");
			await(blocked);
			assertThat(client.event("never").timeout(Duration.ofMillis(50)).requestAsync(String.class))
				.failsWithin(LONG)
				.withThrowableThat()
				.withCauseInstanceOf(ZmqTimeoutException.class);
			assertThatExceptionOfType(ZmqTimeoutException.class)
				.isThrownBy(() -> client.event("never").timeout(Duration.ofMillis(50)).request(String.class));
			assertThat(client.requestAsync("echo", "b", String.class)).succeedsWithin(LONG).isEqualTo("b");
			go.countDown();
		});
	}

	@ParameterizedTest
	@CsvSource({ "joins, false, false", "gets, false, false", "getsInTime, false, false", "joinsChained, false, false",
			"joins, true, false", "joins, false, true", "joinsAll, false, false", "joinsAll, true, false",
			"joinsDeclared, false, false", "joinsDeclaredChained, false, false" })
	void noHandlerOnTheLoopWaitsForAReply(String event, boolean intercepted, boolean retry) {
		ApplicationContextRunner application = intercepted
				? this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> next.execute(request))
				: this.runner;
		application.withPropertyValues("zmqf.client.timeout=20s", "zmqf.client.retry.enabled=" + retry)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				assertThat(client.request(event, null, String.class)).contains("blocking = false");
				assertThat(client.requestAsync("chains", null, String.class)).succeedsWithin(LONG).isEqualTo("chained");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void dataIsWrittenByItsDeclaredType(boolean intercepted) {
		ApplicationContextRunner application = intercepted
				? this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> next.execute(request))
				: this.runner;
		application.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			List<Pay> pays = List.of(new Cash(1), new Card("4711"));
			ParameterizedTypeReference<List<Pay>> type = new ParameterizedTypeReference<>() {
			};
			assertThat(client.event("pays").data(pays, type).request(Integer.class)).isEqualTo(2);
			assertThat(client.event("pays").data(pays, type).requestAsync(Integer.class)).succeedsWithin(LONG)
				.isEqualTo(2);
			assertThat(client.event("pay").data(new Card("1"), Pay.class).request(String.class)).isEqualTo("Card");
			assertThat(client.event("echo").data("text", String.class).request(String.class)).isEqualTo("text");
			assertThat(client.event("optional").data(null, type).request(Boolean.class)).isFalse();
		});
	}

	@Test
	void eventsThatCanNotBeRequestedAreRefusedAtOnce() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String event : List.of("", "zmqf.ready", "error", "heartbeat", "${orders.event}", "e".repeat(256),
					"\ud800")) {
				assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> client.event(event))
					.withMessageContaining("Event '" + event + "'");
			}
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
	@JsonSubTypes({ @JsonSubTypes.Type(Cash.class), @JsonSubTypes.Type(Card.class) })
	sealed interface Pay {

	}

	record Cash(int amount) implements Pay {
	}

	record Card(String number) implements Pay {
	}

	interface Declared {

		@ZmqExchange(event = "echo", problems = Unheard.class)
		CompletableFuture<String> echo(String text);

	}

	@ZmqProblem(type = "urn:test:unheard", status = 404)
	static class Unheard extends RuntimeException {

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		final CompletableFuture<String> gate = new CompletableFuture<>();

		private final ObjectProvider<ZmqClient> client;

		Handlers(ObjectProvider<ZmqClient> client) {
			this.client = client;
		}

		@ZmqHandler(event = "joins", blocking = false)
		String joins() {
			return refused(() -> AsynchronousCallbackTests.echo(this.client.getObject(), "a").join());
		}

		@ZmqHandler(event = "gets", blocking = false)
		String gets() {
			return refused(() -> AsynchronousCallbackTests.echo(this.client.getObject(), "a").get());
		}

		@ZmqHandler(event = "getsInTime", blocking = false)
		String getsInTime() {
			return refused(() -> AsynchronousCallbackTests.echo(this.client.getObject(), "a").get(1, TimeUnit.MINUTES));
		}

		@ZmqHandler(event = "joinsChained", blocking = false)
		String joinsChained() {
			return refused(
					() -> AsynchronousCallbackTests.echo(this.client.getObject(), "a").thenApply(String::trim).join());
		}

		@ZmqHandler(event = "joinsAll", blocking = false)
		String joinsAll() {
			return refused(() -> this.client.getObject().event("echo").data("a").gatherAsync(String.class).join());
		}

		@ZmqHandler(event = "joinsDeclared", blocking = false)
		String joinsDeclared() {
			return refused(() -> declared().echo("a").join());
		}

		@ZmqHandler(event = "joinsDeclaredChained", blocking = false)
		String joinsDeclaredChained() {
			return refused(() -> declared().echo("a").thenApply(String::trim).join());
		}

		private Declared declared() {
			return ZmqServiceProxyFactory.builder(this.client.getObject()).build().createClient(Declared.class);
		}

		@ZmqHandler(event = "chains", blocking = false)
		CompletableFuture<String> chains() {
			return AsynchronousCallbackTests.echo(this.client.getObject(), "chained").thenApply(String::trim);
		}

		private static String refused(Callable<?> waiting) {
			try {
				return String.valueOf(waiting.call());
			}
			catch (Exception ex) {
				return String.valueOf(ex.getMessage());
			}
		}

		@ZmqHandler("gated")
		CompletableFuture<String> gated() {
			return this.gate;
		}

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

		@ZmqHandler("never")
		CompletableFuture<String> never() {
			return new CompletableFuture<>();
		}

		@ZmqHandler("pays")
		int pays(List<Pay> pays) {
			return pays.size();
		}

		@ZmqHandler("pay")
		String pay(Pay pay) {
			return pay.getClass().getSimpleName();
		}

		@ZmqHandler("optional")
		boolean optional(java.util.Optional<List<Pay>> pays) {
			return pays.isPresent();
		}

	}

}
