package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that is closed by a thread of its own handlers or callbacks does not
 * wait for that thread.
 */
@Timeout(120)
class ClosingFromInsideTests {

	private static final String LIMIT = "spring.lifecycle.timeout-per-shutdown-phase=20s";

	/** Far from the limit. */
	private static final Duration SOON = Duration.ofSeconds(10);

	private static final String SERVER = "zmqf.server.address=tcp://127.0.0.1:0";

	private static final String IN_MEMORY = "zmqf.client.timeout=60s";

	private static final String JEROMQ = SERVER + " zmqf.transport=jeromq";

	private static final String ROUTER = "zmqf.router.frontend=inproc://f zmqf.router.backend=inproc://b zmqf.worker.router=inproc://b zmqf.client.timeout=60s";

	private static final List<Consumer<ConfigurableApplicationContext>> ENDS = List.of(
			ConfigurableApplicationContext::close, ConfigurableApplicationContext::stop,
			ConfigurableApplicationContext::pause);

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class, ZmqJeroMqAutoConfiguration.class))
		.withUserConfiguration(Handlers.class)
		.withPropertyValues(LIMIT);

	@ParameterizedTest
	@ValueSource(strings = { SERVER, IN_MEMORY, ROUTER, JEROMQ })
	void aHandlerDoesNotWaitForItself(String properties) {
		this.runner.withPropertyValues(properties.split(" ")).run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			CompletableFuture<@Nullable String> other = client.requestAsync("slow", null, String.class);
			assertThat(handlers.slowBegun.await(30, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<@Nullable String> reply = client.requestAsync("close", null, String.class);
			reply.whenComplete((value, failure) -> handlers.slowEnds.countDown());
			assertThat(handlers.closed).succeedsWithin(SOON);
			assertThat(other).succeedsWithin(SOON).isEqualTo("slow"); // which was drained
			assertWorkerLost(reply);
		});
	}

	@Test
	void aHandlerThatAnotherOneWaitsForDoesNotWaitForThatOne() {
		this.runner.withPropertyValues(IN_MEMORY).run((context) -> {
			CompletableFuture<@Nullable String> reply = context.getBean(ZmqClient.class)
				.requestAsync("ask", null, String.class);
			assertThat(context.getBean(Handlers.class).closed).succeedsWithin(SOON);
			assertThat(reply).succeedsWithin(SOON).isEqualTo("worker-lost");
		});
	}

	private static void assertWorkerLost(CompletableFuture<?> reply) {
		assertThat(reply).failsWithin(SOON)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(ZmqRemoteException.class,
					(ex) -> assertThat(ex.is(ProblemType.WORKER_LOST)).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { SERVER, IN_MEMORY, ROUTER, JEROMQ })
	void aHandlerOnTheEventLoopDoesNotHoldIt(String properties) {
		this.runner.withPropertyValues(properties.split(" ")).run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			CompletableFuture<@Nullable String> reply = client.requestAsync("close-on-loop", null, String.class);
			assertThat(handlers.closed).succeedsWithin(SOON);
			assertThat(reply.handle((done, failure) -> "ended")).succeedsWithin(SOON);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SERVER, IN_MEMORY, ROUTER, JEROMQ })
	void aCallbackOfAReplyDoesNotWaitForItself(String properties) {
		this.runner.withPropertyValues(properties.split(" "))
			.run((context) -> assertThat(context.getBean(ZmqClient.class)
				.requestAsync("quick", null, String.class)
				.thenRun(() -> close(context))).succeedsWithin(SOON));
	}

	@ParameterizedTest
	@ValueSource(strings = { SERVER, IN_MEMORY, ROUTER })
	void aSubscriberDoesNotWaitForItself(String properties) {
		this.runner.withPropertyValues(properties.split(" ")).run((context) -> {
			Closing subscriber = new Closing(context);
			context.getBean(ZmqClient.class).event("items").publisher(Integer.class).subscribe(subscriber);
			assertThat(subscriber.closed).succeedsWithin(SOON);
			assertThat(subscriber.failure).succeedsWithin(SOON).isInstanceOf(ZmqClosedException.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SERVER, IN_MEMORY, ROUTER })
	void theConsumerOfAStreamDoesNotWaitForItself(String properties) {
		for (Consumer<ConfigurableApplicationContext> end : ENDS) {
			this.runner.withPropertyValues(properties.split(" "))
				.run((context) -> assertThat(CompletableFuture.runAsync(() -> endInStream(context, end), this::start))
					.succeedsWithin(SOON));
		}
	}

	private void start(Runnable task) {
		new Thread(task).start();
	}

	private static void endInStream(AssertableApplicationContext context,
			Consumer<ConfigurableApplicationContext> end) {
		try (Stream<Integer> items = context.getBean(ZmqClient.class).event("items").stream(Integer.class)) {
			assertThatExceptionOfType(ZmqClosedException.class).isThrownBy(() -> items.forEach((item) -> {
				if (item == 3) {
					end.accept(source(context));
				}
			}));
		}
	}

	@Test
	void aStreamThatAnotherThreadConsumesIsWaitedFor() {
		this.runner.withPropertyValues(SERVER).run((server) -> {
			String address = "zmqf.client.address=" + server.getBean(Worker.class).endpoints().get(0);
			this.runner.withPropertyValues(address).run((context) -> {
				CountDownLatch begun = new CountDownLatch(1);
				CountDownLatch goOn = new CountDownLatch(1);
				CompletableFuture<Integer> consumed = CompletableFuture.supplyAsync(() -> {
					try (Stream<Integer> items = context.getBean(ZmqClient.class).event("few").stream(Integer.class)) {
						return items.mapToInt((item) -> await(begun, goOn)).sum();
					}
				}, this::start);
				assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> close(context), this::start);
				assertThat(closed).failsWithin(Duration.ofSeconds(1));
				goOn.countDown();
				assertThat(consumed).succeedsWithin(SOON).isEqualTo(1000);
			});
		});
	}

	@Test
	void aStartThatFailsDoesNotWaitForItsOwnNodes() {
		CompletableFuture<Void> failed = CompletableFuture.runAsync(() -> this.runner.withPropertyValues(IN_MEMORY)
			.withUserConfiguration(Failing.class)
			.run((context) -> assertThat(context).getFailure().hasMessage("late")), this::start);
		assertThat(failed).succeedsWithin(SOON);
	}

	private static int await(CountDownLatch begun, CountDownLatch goOn) {
		begun.countDown();
		try {
			assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		return 1;
	}

	private static void close(AssertableApplicationContext context) {
		source(context).close();
	}

	private static ConfigurableApplicationContext source(AssertableApplicationContext context) {
		return (ConfigurableApplicationContext) context.getSourceApplicationContext();
	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		SmartInitializingSingleton asking(ZmqClient client) {
			return () -> {
				client.requestAsync("quick", null, String.class);
				throw new IllegalStateException("late");
			};
		}

	}

	private static final class Closing implements Flow.Subscriber<Integer> {

		private final AssertableApplicationContext context;

		private final CompletableFuture<String> closed = new CompletableFuture<>();

		private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

		Closing(AssertableApplicationContext context) {
			this.context = context;
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Integer item) {
			if (item == 3) {
				close(this.context);
				this.closed.complete("closed");
			}
		}

		@Override
		public void onError(Throwable ex) {
			this.failure.complete(ex);
		}

		@Override
		public void onComplete() {
		}

	}

	static class Handlers {

		private final CountDownLatch slowBegun = new CountDownLatch(1);

		private final CountDownLatch slowEnds = new CountDownLatch(1);

		private final CompletableFuture<String> closed = new CompletableFuture<>();

		private final ConfigurableApplicationContext context;

		Handlers(ConfigurableApplicationContext context) {
			this.context = context;
		}

		@ZmqHandler("close")
		String close() {
			this.context.close();
			this.closed.complete("closed");
			return "done";
		}

		@ZmqHandler(event = "close-on-loop", blocking = false)
		String closeOnLoop() {
			return close();
		}

		@ZmqHandler("ask")
		String ask() {
			try {
				return String.valueOf(this.context.getBean(ZmqClient.class).request("close", null, String.class));
			}
			catch (ZmqRemoteException ex) {
				return ex.is(ProblemType.WORKER_LOST) ? "worker-lost" : String.valueOf(ex.getMessage());
			}
			catch (ZmqException ex) {
				return String.valueOf(ex);
			}
		}

		@ZmqHandler("slow")
		String slow() throws InterruptedException {
			this.slowBegun.countDown();
			assertThat(this.slowEnds.await(30, TimeUnit.SECONDS)).isTrue();
			return "slow";
		}

		@ZmqHandler("quick")
		String quick() {
			return "quick";
		}

		@ZmqHandler("items")
		Stream<Integer> items() {
			return Stream.iterate(0, (item) -> item + 1);
		}

		@ZmqHandler("few")
		Stream<Integer> few() {
			return this.items().limit(1000);
		}

	}

}
