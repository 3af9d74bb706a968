package io.zmqf.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zmqf.autoconfigure.ZmqReactiveAutoConfiguration;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Cancellation;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqServiceProxyFactory;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The cancellation of handler methods, for each return type and kind of call. */
@ExtendWith(OutputCaptureExtension.class)
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

	@ParameterizedTest
	@ValueSource(strings = { "deaf", "failing", "stage" })
	void unstoppedHandlerIsCountedUntilItEnds(String event) {
		this.runner.withUserConfiguration(GoingOn.class).run((context) -> {
			List<CompletableFuture<String>> returned = context.getBean(GoingOn.class).returned;
			Worker worker = context.getBean(Worker.class);
			for (int i = 1; i <= 3; i++) {
				CompletableFuture<?> reply = context.getBean(ZmqClient.class).requestAsync(event, null, String.class);
				await()
					.until(() -> worker.status().inHand() == 1 && returned.size() == worker.status().abandoned() + 1);
				reply.cancel(true);
				int abandoned = i;
				await().until(() -> worker.status().abandoned() == abandoned);
			}
			await().until(() -> worker.status().inHand() == 0);
			for (int i = 2; i >= 0; i--) {
				int left = i;
				returned.get(i).complete("late");
				await().until(() -> worker.status().abandoned() == left);
			}
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "failing", "action", "publisher" })
	void exceptionOfACancellationIsAFailureOfItsHandler(String event, CapturedOutput output) {
		this.runner.withUserConfiguration(GoingOn.class).run((context) -> {
			GoingOn handlers = context.getBean(GoingOn.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			if (event.equals("publisher")) {
				try (Stream<Integer> items = client.event(event).window(1).stream(Integer.class)) {
					assertThat(items.iterator().next()).isOne();
				}
			}
			else {
				CompletableFuture<?> reply = client.requestAsync(event, null, String.class);
				handlers.begun.await();
				reply.cancel(true);
			}
			await().until(() -> output.getAll().contains("The handler of '" + event + "'"));
			handlers.end.countDown();
		});
		assertThat(output).contains("can't be stopped").doesNotContain("Exception in thread");
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

	static List<Arguments> callsWithEachAddition() {
		List<Arguments> calls = new ArrayList<>();
		for (boolean retry : new boolean[] { false, true }) {
			for (List<ZmqClientInterceptor> interceptors : List.of(List.<ZmqClientInterceptor>of(),
					List.<ZmqClientInterceptor>of((request, next) -> next.execute(request)
						.exceptionally((failure) -> "what an interceptor makes of it")))) {
				calls.add(call("future", retry, interceptors,
						(client) -> client.event("mono").idempotent().requestAsync(String.class)));
				calls.add(call("all", retry, interceptors, (client) -> client.event("mono").gatherAsync(String.class)));
				calls.add(call("declared", retry, interceptors,
						(client) -> ZmqServiceProxyFactory.builder(client)
							.build()
							.createClient(Reports.class)
							.monoLater()));
			}
		}
		return calls;
	}

	private static Arguments call(String name, boolean retry, List<ZmqClientInterceptor> interceptors,
			Function<ZmqClient, CompletableFuture<?>> ask) {
		return Arguments.argumentSet(name + (retry ? ", retry" : "") + (interceptors.isEmpty() ? "" : ", interceptor"),
				retry, interceptors, ask);
	}

	@ParameterizedTest
	@MethodSource("callsWithEachAddition")
	void methodIsCancelledBeforeCallbacksOfItsCallerRun(boolean retry, List<ZmqClientInterceptor> interceptors,
			Function<ZmqClient, CompletableFuture<?>> ask) {
		ApplicationContextRunner with = this.runner.withPropertyValues("zmqf.client.retry.enabled=" + retry,
				"zmqf.client.timeout=2m"); // which stops it, too
		for (ZmqClientInterceptor interceptor : interceptors) {
			with = with.withBean(ZmqClientInterceptor.class, () -> interceptor);
		}
		with.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			CompletableFuture<?> before = client.requestAsync("future", null, String.class);
			// the worker is known
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("future");
			before.cancel(true);
			assertThat(handlers.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo("future");
			CompletableFuture<?> reply = ask.apply(client);
			assertThat(handlers.begun.poll(20, TimeUnit.SECONDS)).isEqualTo("mono");
			CompletableFuture<String> stopped = new CompletableFuture<>();
			reply.whenComplete((value, failure) -> {
				try {
					stopped.complete(handlers.stopped.poll(20, TimeUnit.SECONDS));
				}
				catch (InterruptedException ex) {
					stopped.completeExceptionally(ex);
				}
			});
			reply.cancel(true);
			assertThat(stopped).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("mono");
			assertThat(reply).isCancelled();
		});
	}

	@Test
	void aMethodWithoutAThreadCanNotBeInterrupted() {
		this.runner.withUserConfiguration(Contradicting.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidHandlerException.class)
				.hasMessageContaining("Contradicting.both() has both interruptible = true and blocking = false"));
	}

	interface Reports {

		@ZmqExchange("future")
		CompletableFuture<String> future();

		@ZmqExchange("mono")
		Mono<String> mono();

		@ZmqExchange(event = "mono", idempotent = true)
		CompletableFuture<String> monoLater();

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
				.then(Mono.<String>never())
				.doOnCancel(() -> this.stopped.add("later"));
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

	/** Handlers that are not stopped by a cancellation, or fail then. */
	static class GoingOn {

		private final List<CompletableFuture<String>> returned = new CopyOnWriteArrayList<>();

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		@ZmqHandler("deaf")
		CompletionStage<String> deaf() {
			return returned(new CompletableFuture<>() {

				@Override
				public boolean cancel(boolean mayInterruptIfRunning) {
					return false;
				}

			});
		}

		@ZmqHandler("failing")
		CompletableFuture<String> failing() {
			return returned(new CompletableFuture<>() {

				@Override
				public boolean cancel(boolean mayInterruptIfRunning) {
					throw new AssertionError("It can't be stopped");
				}

			});
		}

		@ZmqHandler("stage")
		CompletionStage<String> stage() {
			return returned(new CompletableFuture<>()).minimalCompletionStage();
		}

		private CompletableFuture<String> returned(CompletableFuture<String> future) {
			this.returned.add(future);
			this.begun.countDown();
			return future;
		}

		@ZmqHandler("action")
		String action() throws InterruptedException {
			try (Cancellation.Registration registration = Cancellation.current().onCancel(() -> {
				throw new AssertionError("It can't be stopped");
			})) {
				this.begun.countDown();
				this.end.await();
				return "late";
			}
		}

		@ZmqHandler("publisher")
		Flow.Publisher<Integer> publisher() {
			return (subscriber) -> subscriber.onSubscribe(new Flow.Subscription() {

				@Override
				public void request(long n) {
					subscriber.onNext(1);
				}

				@Override
				public void cancel() {
					throw new AssertionError("It can't be stopped");
				}

			});
		}

	}

	static class Contradicting {

		@ZmqHandler(event = "both", blocking = false, interruptible = true)
		void both() {
		}

	}

}
