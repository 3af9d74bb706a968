package io.zmqf.annotation;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.zmqf.autoconfigure.ZmqReactiveAutoConfiguration;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Cancellation;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqServiceProxyFactory;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handler methods whose callers leave, whatever they return and however they are called.
 */
class CancelledHandlerMethodsTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqReactiveAutoConfiguration.class))
		.withUserConfiguration(Handlers.class);

	@ParameterizedTest
	@ValueSource(strings = { "mono", "later", "future", "interruptible", "asking" })
	void aMethodIsStoppedInItsOwnWay(String event) {
		this.runner.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			CompletableFuture<?> reply = context.getBean(ZmqClient.class).requestAsync(event, null, String.class);
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo(event);
			reply.cancel(true);
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(event);
			await().until(() -> context.getBean(Worker.class).status().inHand() == 0);
		});
	}

	@Test
	void aMonoThatIsDisposedStopsTheMethod() {
		this.runner.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			Disposable reply = context.getBean(ReactiveZmqClient.class).request("mono", null, String.class).subscribe();
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("mono");
			reply.dispose();
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("mono");
		});
	}

	@Test
	void aDeclaredClientStopsTheMethod() {
		this.runner.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			Reports reports = ZmqServiceProxyFactory.builder(context.getBean(ZmqClient.class))
				.build()
				.createClient(Reports.class);
			CompletableFuture<String> future = reports.future();
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("future");
			future.cancel(true);
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("future");
			Disposable mono = reports.mono().subscribe();
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("mono");
			mono.dispose();
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("mono");
			Thread waiting = new Thread(reports::asking);
			waiting.setUncaughtExceptionHandler((thread, failure) -> {
			});
			waiting.start();
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("asking");
			waiting.interrupt();
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("asking");
		});
	}

	@Test
	void aMethodWithoutAThreadCanNotBeInterrupted() {
		this.runner.withUserConfiguration(Contradicting.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining("Contradicting.both() has interruptible = true and blocking = false"));
	}

	interface Reports {

		@ZmqExchange("future")
		CompletableFuture<String> future();

		@ZmqExchange("mono")
		Mono<String> mono();

		@ZmqExchange("asking")
		@Nullable String asking();

	}

	static class Handlers {

		private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();

		private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();

		@ZmqHandler("mono")
		Mono<String> mono() {
			return Mono.<String>never()
				.doOnSubscribe((subscription) -> this.begun.add("mono"))
				.doOnCancel(() -> this.stopped.add("mono"));
		}

		@ZmqHandler("later")
		Mono<String> later() {
			return Mono.delay(Duration.ofMillis(1), Schedulers.parallel())
				.doOnNext((tick) -> this.begun.add("later"))
				.then(Mono.<String>never().doOnCancel(() -> this.stopped.add("later")));
		}

		@ZmqHandler("future")
		CompletableFuture<String> future() {
			CompletableFuture<String> future = new CompletableFuture<>();
			future.whenComplete((reply, failure) -> this.stopped.add("future"));
			this.begun.add("future");
			return future;
		}

		@ZmqHandler(event = "interruptible", interruptible = true)
		String interruptible() throws InterruptedException {
			this.begun.add("interruptible");
			try {
				new CountDownLatch(1).await();
				return "never";
			}
			catch (InterruptedException ex) {
				this.stopped.add("interruptible");
				throw ex;
			}
		}

		@ZmqHandler("asking")
		String asking() throws InterruptedException {
			CountDownLatch cancelled = new CountDownLatch(1);
			try (Cancellation.Registration registration = Cancellation.current().onCancel(cancelled::countDown)) {
				this.begun.add("asking");
				cancelled.await();
			}
			this.stopped.add("asking");
			return "too late";
		}

	}

	static class Contradicting {

		@ZmqHandler(event = "both", blocking = false, interruptible = true)
		void both() {
		}

	}

}
