package io.zmqf.reactive;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ZmqReactiveAutoConfiguration;
import io.zmqf.autoconfigure.ZmqTestContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Deadline;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.message.ZmqTimeoutException;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqServiceProxyFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Requests by Mono, and the context that goes in and out. */
class ReactiveZmqClientTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final ParameterizedTypeReference<List<Map<String, Object>>> JSON = new ParameterizedTypeReference<>() {
	};

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqReactiveAutoConfiguration.class))
		.withUserConfiguration(Handlers.class);

	@Test
	void sendsARequestForEachSubscription() {
		this.runner.run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			Mono<Integer> count = client.request("count", null, Integer.class);
			assertThat(context.getBean(Handlers.class).count).hasValue(0);
			StepVerifier.create(count).expectNext(1).expectComplete().verify(SOON);
			StepVerifier.create(count).expectNext(2).expectComplete().verify(SOON);
		});
	}

	@Test
	void acceptsTheArgumentsOfTheOtherClient() {
		this.runner.run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			StepVerifier.create(client.event("echo")
				.data(List.of(Map.of("a", 1)))
				.header("h", "x")
				.timeout(SOON)
				.idempotent()
				.request(new ParameterizedTypeReference<List<Map<String, Integer>>>() {
				})).expectNext(List.of(Map.of("a", 1))).expectComplete().verify(SOON);
			StepVerifier.create(client.request("echo", null, String.class)).expectComplete().verify(SOON);
			StepVerifier.create(client.send("echo", "x")).expectComplete().verify(SOON);
			StepVerifier.create(client.request("nowhere", null, String.class))
				.expectError(ZmqRemoteException.class)
				.verify(SOON);
			assertThatIllegalArgumentException().isThrownBy(() -> client.event("zmqf.ready"));
			assertThatIllegalArgumentException().isThrownBy(() -> client.event("echo").header("zmqf-user", "x"));
		});
	}

	@Test
	void writesDataByItsDeclaredType() {
		this.runner.run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			List<Shape> shapes = List.of(new Circle(3));
			StepVerifier.create(client.event("echo").data(shapes, new ParameterizedTypeReference<List<Shape>>() {
			}).request(JSON)).expectNext(List.of(Map.of("kind", "circle", "radius", 3))).expectComplete().verify(SOON);
			StepVerifier.create(client.event("echo").data(shapes).request(JSON))
				.expectNext(List.of(Map.of("radius", 3)))
				.expectComplete()
				.verify(SOON);
		});
	}

	@Test
	void sendsRequestsToAll() {
		this.runner.run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			StepVerifier.create(client.event("echo").data("x").gather(String.class))
				.assertNext((gathered) -> assertThat(gathered.replies()).hasSize(1).containsValue("x"))
				.expectComplete()
				.verify(SOON);
			StepVerifier.create(
					client.event("echo").data(List.of(1)).gatherEach(new ParameterizedTypeReference<List<Integer>>() {
					}))
				.assertNext((reply) -> assertThat(reply.data()).containsExactly(1))
				.expectComplete()
				.verify(SOON);
			StepVerifier.create(client.event("nowhere").gatherEach(String.class))
				.expectError(ZmqRemoteException.class)
				.verify(SOON);
		});
	}

	@Test
	void cancelsTheRequest() {
		this.runner.withUserConfiguration(Interceptor.class).run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			Disposable subscription = client.event("never").timeout(Duration.ofMinutes(1)).send().subscribe();
			assertThat(context.getBean(Handlers.class).reached.await(30, TimeUnit.SECONDS)).isTrue();
			subscription.dispose();
			assertThat(context.getBean(Interceptor.class).cancelled.await(30, TimeUnit.SECONDS)).isTrue();
		});
	}

	@Test
	void setsTheThreadLocalsOfTheContextWhileItSends() {
		this.runner.withUserConfiguration(Interceptor.class).run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			Observation outer = Observation.start("outer", Interceptor.REGISTRY);
			client.request("count", null, Integer.class)
				.subscribeOn(Schedulers.boundedElastic())
				.contextWrite((view) -> view.put(ObservationThreadLocalAccessor.KEY, outer))
				.block(SOON);
			assertThat(context.getBean(Interceptor.class).current).isSameAs(outer);
			assertThat(Interceptor.REGISTRY.getCurrentObservation()).isNull();
		});
	}

	@Test
	void putsTheThreadLocalsOfTheSubscriberIntoTheContext() {
		this.runner.withUserConfiguration(Interceptor.class).run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			Observation outer = Observation.start("outer", Interceptor.REGISTRY);
			try (Observation.Scope scope = outer.openScope()) {
				client.request("count", null, Integer.class).block(SOON);
			}
			assertThat(context.getBean(Interceptor.class).current).isSameAs(outer);
		});
	}

	@Test
	void handlersMonoCapturesTheContext() {
		this.runner.withUserConfiguration(Interceptor.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event("deadline").timeout(Duration.ofSeconds(20)).request(Boolean.class)).isTrue();
			assertThat(client.event("nested").timeout(Duration.ofSeconds(2)).requestAsync(String.class))
				.failsWithin(SOON)
				.withThrowableThat()
				.havingCause()
				.isInstanceOfAny(ZmqTimeoutException.class, ZmqRemoteException.class);
			assertThat(context.getBean(Handlers.class).nested).succeedsWithin(SOON)
				.satisfies((left) -> assertThat(left).isLessThanOrEqualTo(Duration.ofSeconds(2)));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.in-memory=always", "zmqf.server.address=tcp://127.0.0.1:0" })
	void isNotWaitedForOnTheThreadThatReceivesTheReply(String addresses) {
		this.runner.withPropertyValues(addresses).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String event : List.of("block", "blockFirst", "toIterable")) {
				assertThatExceptionOfType(ZmqRemoteException.class).as(event)
					.isThrownBy(() -> client.request(event, null, String.class));
				assertThat(client.requestAsync(event, null, String.class)).as(event)
					.failsWithin(SOON)
					.withThrowableThat()
					.withCauseInstanceOf(ZmqRemoteException.class);
			}
			assertThat(context.getBean(Handlers.class).refusals).hasSize(6)
				.allSatisfy((refusal) -> assertThat(refusal).isInstanceOf(IllegalStateException.class)
					.hasMessageContaining("blocking"));
			assertThat(context.getBean(ReactiveZmqClient.class).request("echo", "x", String.class).block(SOON))
				.isEqualTo("x");
		});
	}

	@Test
	void isUsedByDeclaredClients() {
		this.runner.withUserConfiguration(Interceptor.class).run((context) -> {
			Counting counting = ZmqServiceProxyFactory.builder(context.getBean(ZmqClient.class))
				.build()
				.createClient(Counting.class);
			Observation outer = Observation.start("outer", Interceptor.REGISTRY);
			counting.count()
				.subscribeOn(Schedulers.boundedElastic())
				.contextWrite((view) -> view.put(ObservationThreadLocalAccessor.KEY, outer))
				.block(SOON);
			assertThat(context.getBean(Interceptor.class).current).isSameAs(outer);
		});
	}

	@Test
	void isNotThereWithoutReactor() {
		ZmqTestContexts.runner()
			.withConfiguration(AutoConfigurations.of(ZmqReactiveAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("reactor"))
			.withUserConfiguration(PlainHandlers.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("zmqReactiveClient");
				assertThat(context.getBean(ZmqClient.class).request("plain", null, String.class)).isEqualTo("plain");
			});
	}

	interface Counting {

		@ZmqExchange("count")
		Mono<Integer> count();

	}

	static class PlainHandlers {

		@ZmqHandler("plain")
		String plain() {
			return "plain";
		}

	}

	static class Handlers {

		private final AtomicInteger count = new AtomicInteger();

		private final CountDownLatch reached = new CountDownLatch(1);

		private final List<RuntimeException> refusals = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Duration> nested = new CompletableFuture<>();

		private final ObjectProvider<ReactiveZmqClient> client;

		Handlers(ObjectProvider<ReactiveZmqClient> client) {
			this.client = client;
		}

		@ZmqHandler("count")
		int count() {
			return this.count.incrementAndGet();
		}

		@ZmqHandler("echo")
		@Nullable Object echo(@Nullable Object data) {
			return data;
		}

		@ZmqHandler("never")
		CompletableFuture<Void> never() {
			Deadline deadline = Deadline.current();
			if (deadline != null) {
				this.nested.complete(deadline.remaining());
			}
			this.reached.countDown();
			return new CompletableFuture<>();
		}

		@ZmqHandler("deadline")
		Mono<Boolean> deadline() {
			return Mono.deferContextual((view) -> Mono.just(view.hasKey(DeadlineThreadLocalAccessor.KEY)))
				.publishOn(Schedulers.parallel());
		}

		@ZmqHandler(event = "block", blocking = false)
		@Nullable String block() {
			return refused(() -> this.client.getObject().request("echo", "x", String.class).block());
		}

		@ZmqHandler(event = "blockFirst", blocking = false)
		@Nullable String blockFirst() {
			return refused(() -> this.client.getObject().event("echo").data("x").stream(String.class).blockFirst());
		}

		@ZmqHandler(event = "toIterable", blocking = false)
		@Nullable String toIterable() {
			return refused(() -> this.client.getObject()
				.event("echo")
				.data("x")
				.stream(String.class)
				.toIterable()
				.iterator()
				.next());
		}

		private @Nullable String refused(Supplier<@Nullable String> waiting) {
			try {
				return waiting.get();
			}
			catch (RuntimeException ex) {
				this.refusals.add(ex);
				throw ex;
			}
		}

		/** Sends its own request on another thread, long after it has returned. */
		@ZmqHandler("nested")
		Mono<String> nested() {
			return Mono.delay(Duration.ofMillis(20))
				.flatMap((tick) -> this.client.getObject()
					.event("never")
					.timeout(Duration.ofMinutes(1))
					.request(String.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptor {

		private static final ObservationRegistry REGISTRY = ObservationRegistry.create();

		private volatile @Nullable Observation current;

		private final CountDownLatch cancelled = new CountDownLatch(1);

		@Bean
		ZmqClientInterceptor seesTheObservation() {
			return (request, next) -> {
				this.current = REGISTRY.getCurrentObservation();
				return next.execute(request).whenComplete((reply, failure) -> {
					if (failure instanceof CancellationException) {
						this.cancelled.countDown();
					}
				});
			};
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(int radius) implements Shape {

	}

}
