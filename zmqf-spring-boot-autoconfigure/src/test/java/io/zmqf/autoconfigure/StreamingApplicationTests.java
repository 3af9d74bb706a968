package io.zmqf.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zmqf.actuate.observation.RequestMeters;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.NodeReply;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.service.ZmqExchange;
import io.zmqf.service.ZmqProblem;
import io.zmqf.service.ZmqServiceProxyFactory;
import io.zmqf.worker.ZmqHandlerInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Streams of an application, from annotated methods to each kind of client. */
@ExtendWith(OutputCaptureExtension.class)
class StreamingApplicationTests {

	private final ApplicationContextRunner runner = ZmqTestContexts.runner().withUserConfiguration(Handlers.class);

	@Test
	void itemsOfAnnotatedMethodsReachEachKindOfClient() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			Prices declared = ZmqServiceProxyFactory.builder(client).build().createClient(Prices.class);
			List<Price> expected = List.of(new Price("oak", 1), new Price("oak", 2), new Price("oak", 3));
			try (Stream<Price> prices = declared.stream("oak")) {
				assertThat(prices).isEqualTo(expected);
			}
			assertThat(declared.flux("oak").collectList().block()).isEqualTo(expected);
			assertThat(declared.flux("oak").take(2).collectList().block()).hasSize(2);
			assertThat(JdkFlowAdapter.flowPublisherToFlux(declared.publisher("oak")).collectList().block())
				.isEqualTo(expected);
			ReactiveZmqClient reactive = ReactiveZmqClient.of(client);
			Flux<Price> prices = reactive.event("prices.flux").data("oak").window(2).stream(Price.class);
			StepVerifier.create(prices).expectNextSequence(expected).verifyComplete();
			StepVerifier.create(prices).expectNextSequence(expected).verifyComplete();
			StepVerifier.create(reactive.stream("prices.flux", "oak", new ParameterizedTypeReference<Price>() {
			})).expectNextSequence(expected).verifyComplete();
			assertThat(client.request("prices.stream", "oak", List.class)).hasSize(3);
		});
	}

	@Test
	void problemsAndExceptionMethodsEndAStream() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			Prices declared = ZmqServiceProxyFactory.builder(client).build().createClient(Prices.class);
			ConcurrentLinkedQueue<Price> seen = new ConcurrentLinkedQueue<>();
			assertThatExceptionOfType(SoldOutException.class)
				.isThrownBy(() -> declared.soldOut("oak").forEach(seen::add))
				.withMessage("no oak")
				.withCauseInstanceOf(ZmqRemoteException.class);
			assertThat(seen).hasSize(1);
			StepVerifier.create(declared.soldOutFlux("oak")).expectNextCount(1).verifyError(SoldOutException.class);
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> client.event("prices.mapped").stream(Integer.class).forEach((price) -> {
				}))
				.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(418));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "prices.ignored", "prices.replaced", "prices.intercepted" })
	void replacedFailureDoesNotCompleteAStream(String event, CapturedOutput output) {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry)
			.withBean(RequestMeters.class, () -> new RequestMeters(registry, false))
			.withBean(ZmqHandlerInterceptor.class, () -> (request, next) -> {
				CompletionStage<Message> reply = next.handle(request);
				return event.equals("prices.intercepted")
						? reply.exceptionally((failure) -> request.reply("7".getBytes(UTF_8), Map.of())) : reply;
			})
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				List<Integer> seen = new ArrayList<>();
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.event(event).stream(Integer.class).forEach(seen::add))
					.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(500));
				assertThat(seen).containsExactly(1);
				StepVerifier.create(ReactiveZmqClient.of(client).event(event).stream(Integer.class))
					.expectNext(1)
					.verifyError(ZmqRemoteException.class);
				assertThat(output).contains("The handler of '" + event + "'").contains("out of oak");
				await().ignoreExceptions()
					.untilAsserted(() -> assertThat(
							registry.get("zmqf.handler.requests").tags("event", event, "status", "500").timer().count())
						.isEqualTo(2));
				assertThat(registry.find("zmqf.handler.requests").tags("status", "ok").timers()).isEmpty();
				assertThat(client.request(event, null, Integer.class))
					.isEqualTo(event.equals("prices.ignored") ? null : 7);
			});
	}

	@Test
	void closedStreamStopsItsHandler() {
		this.runner.run((context) -> {
			Handlers handlers = context.getBean(Handlers.class);
			ZmqClient client = context.getBean(ZmqClient.class);
			try (Stream<Integer> items = client.event("endless").stream(Integer.class)) {
				assertThat(items.limit(3)).containsExactly(0, 1, 2);
			}
			await().until(() -> handlers.closed.get() == 1);
			StepVerifier.create(ReactiveZmqClient.of(client).event("endless.flux").stream(Integer.class).take(3))
				.expectNextCount(3)
				.verifyComplete();
			await().until(() -> handlers.closed.get() == 2);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "next", "error", "complete" })
	void aSubscriberThatThrowsIsLoggedOnceAndGetsNoMore(String place, CapturedOutput output) {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			String event = place.equals("error") ? "prices.mapped" : "prices.stream";
			Throwing<JsonNode> items = new Throwing<>(place);
			client.event(event).data("oak").publisher(JsonNode.class).subscribe(items);
			Throwing<NodeReply<JsonNode>> replies = new Throwing<>(place);
			client.event(place.equals("error") ? "nobody" : "tenant")
				.header("tenant", "acme")
				.gatherEach(JsonNode.class)
				.subscribe(replies);
			await().until(() -> items.thrown && replies.thrown);
			await().untilAsserted(() -> {
				assertThat(output).contains("WARN").contains("The subscriber to '" + event + "' failed");
				assertThat(output.getAll().lines().filter((line) -> line.contains("on " + place))).hasSize(2);
			});
			await().until(() -> requestsInFlight(client) == 0);
			assertThat(client.request("prices.stream", "oak", List.class)).hasSize(3);
		});
		assertThat(output).doesNotContain("Exception in thread");
	}

	@Test
	void interceptorsSeeAStreamOnce() {
		AtomicInteger seen = new AtomicInteger();
		this.runner.withBean(ZmqClientInterceptor.class, () -> (request, next) -> {
			seen.incrementAndGet();
			request.getHeaders().put("tenant", "acme");
			return next.execute(request);
		}).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.event("tenant").window(4).stream(String.class)).containsExactly("acme");
			assertThat(seen).hasValue(1);
		});
	}

	@Test
	void itemsAreMeasured() {
		SimpleMeterRegistry registry = new SimpleMeterRegistry();
		this.runner.withBean(MeterRegistry.class, () -> registry)
			.withBean(RequestMeters.class, () -> new RequestMeters(registry, false))
			.run((context) -> {
				assertThat(context.getBean(ZmqClient.class).event("prices.stream").data("oak").stream(Price.class))
					.hasSize(3);
				await().ignoreExceptions()
					.untilAsserted(() -> assertThat(registry.get("zmqf.handler.stream.items")
						.tags("event", "prices.stream")
						.summary()
						.totalAmount()).isEqualTo(3));
				await().ignoreExceptions().untilAsserted(() -> {
					assertThat(registry.get("zmqf.client.stream.items").summary().totalAmount()).isEqualTo(3);
					assertThat(registry.get("zmqf.client.requests").tags("status", "ok").timer().count()).isOne();
				});
			});
	}

	private static int requestsInFlight(ZmqClient client) {
		return Objects.requireNonNull(((ApplicationClient) client).local().current().get()).status().inFlight();
	}

	/** A subscriber that violates its contract by throwing in one method. */
	private static final class Throwing<T> implements Flow.Subscriber<T> {

		private final String place;

		private volatile boolean thrown;

		Throwing(String place) {
			this.place = place;
		}

		private void at(String where) {
			if (where.equals(this.place)) {
				this.thrown = true;
				throw new IllegalStateException("on " + where);
			}
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(T item) {
			at("next");
		}

		@Override
		public void onError(Throwable failure) {
			at("error");
		}

		@Override
		public void onComplete() {
			at("complete");
		}

	}

	record Price(String article, int euros) {
	}

	@ZmqProblem(type = "urn:shop:sold-out", status = 409)
	static class SoldOutException extends RuntimeException {

		SoldOutException(String message) {
			super(message);
		}

	}

	@ZmqExchange("prices")
	interface Prices {

		@ZmqExchange("stream")
		Stream<Price> stream(String article);

		@ZmqExchange("flux")
		Flux<Price> flux(String article);

		@ZmqExchange("publisher")
		Flow.Publisher<Price> publisher(String article);

		@ZmqExchange(event = "sold-out", problems = SoldOutException.class)
		Stream<Price> soldOut(String article);

		@ZmqExchange(event = "sold-out.flux", problems = SoldOutException.class)
		Flux<Price> soldOutFlux(String article);

	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers implements Prices {

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public Stream<Price> stream(String article) {
			return IntStream.rangeClosed(1, 3).mapToObj((euros) -> new Price(article, euros));
		}

		@Override
		public Flux<Price> flux(String article) {
			return Flux.fromStream(stream(article)).publishOn(Schedulers.parallel());
		}

		@Override
		public Flow.Publisher<Price> publisher(String article) {
			return JdkFlowAdapter.publisherToFlowPublisher(flux(article));
		}

		@Override
		public Stream<Price> soldOut(String article) {
			return stream(article).peek((price) -> {
				if (price.euros() == 2) {
					throw new SoldOutException("no " + article);
				}
			});
		}

		@Override
		public Flux<Price> soldOutFlux(String article) {
			return Flux.fromStream(() -> soldOut(article));
		}

		@ZmqHandler("prices.mapped")
		Flux<Integer> mapped() {
			return Flux.just(1).concatWith(Flux.error(new IllegalStateException("out of paint")));
		}

		@MessageExceptionHandler
		Problem mapped(IllegalStateException ex) {
			return Problem.of(418, "urn:shop:teapot", "Teapot", ex.getMessage());
		}

		@ZmqHandler("prices.ignored")
		Flux<Integer> ignored() {
			return Flux.just(1).concatWith(Flux.error(new UnsupportedOperationException("out of oak")));
		}

		@MessageExceptionHandler
		void ignore(UnsupportedOperationException ex) {
			// on purpose
		}

		@ZmqHandler("prices.replaced")
		Stream<Integer> replaced() {
			return Stream.of(1, 2).peek((price) -> {
				if (price == 2) {
					throw new UncheckedIOException(new IOException("out of oak"));
				}
			});
		}

		@MessageExceptionHandler
		int replace(UncheckedIOException ex) {
			return 7;
		}

		@ZmqHandler("prices.intercepted")
		Flux<Integer> intercepted() {
			return Flux.just(1).concatWith(Flux.error(new IllegalArgumentException("out of oak")));
		}

		@ZmqHandler("endless")
		Stream<Integer> endless() {
			return Stream.iterate(0, (i) -> i + 1).onClose(this.closed::incrementAndGet);
		}

		@ZmqHandler("endless.flux")
		Flux<Integer> endlessFlux() {
			return Flux.range(0, Integer.MAX_VALUE).doOnCancel(this.closed::incrementAndGet);
		}

		@ZmqHandler("tenant")
		Flux<String> tenant(@Header("tenant") String tenant) {
			return Flux.just(tenant);
		}

	}

}
