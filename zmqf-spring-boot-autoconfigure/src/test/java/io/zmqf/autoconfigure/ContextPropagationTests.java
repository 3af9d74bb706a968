package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import io.zmqf.reactive.ReactiveZmqClient;
import io.zmqf.worker.ZmqHandlerInterceptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.autoconfigure.ReactorAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** The MDC of callers, handlers and callbacks of replies. */
class ContextPropagationTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private final ApplicationContextRunner runner = ZmqTestContexts.runner()
		.withConfiguration(AutoConfigurations.of(ZmqReactiveAutoConfiguration.class, ReactorAutoConfiguration.class))
		.withUserConfiguration(Handlers.class);

	@BeforeAll
	static void register() {
		ContextRegistry.getInstance().registerThreadLocalAccessor(new Slf4jThreadLocalAccessor("tenant"));
	}

	@AfterAll
	static void unregister() {
		ContextRegistry.getInstance().removeThreadLocalAccessor(Slf4jThreadLocalAccessor.KEY);
	}

	@BeforeEach
	void callForAcme() {
		MDC.put("tenant", "acme");
	}

	@AfterEach
	void clear() {
		MDC.clear();
		Hooks.disableAutomaticContextPropagation();
	}

	@Test
	void operatorsHaveTheValuesOfTheSubscriber() {
		this.runner.withPropertyValues("spring.reactor.context-propagation=auto").run((context) -> {
			ReactiveZmqClient client = context.getBean(ReactiveZmqClient.class);
			List<CompletableFuture<String>> subscribed = List.of(
					client.request("held", null, String.class)
						.map(ContextPropagationTests::here)
						.contextCapture()
						.toFuture(),
					client.event("held")
						.stream(String.class)
						.map(ContextPropagationTests::here)
						.next()
						.contextCapture()
						.toFuture(),
					client.event("held")
						.gatherEach(String.class)
						.map(ContextPropagationTests::here)
						.next()
						.contextCapture()
						.toFuture());
			context.getBean(Handlers.class).release();
			assertThat(subscribed).allSatisfy(
					(name) -> assertThat(name).succeedsWithin(SOON).asString().startsWith("acme on zmqf-reply-"));
		});
	}

	@Test
	void publishersOfHandlersHaveTheValuesOfTheirThread() {
		this.runner.withPropertyValues("spring.reactor.context-propagation=auto").run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			for (String event : List.of("blocking", "mono", "flux", "stream")) {
				assertThat(client.request(event, null, String[].class)[0]).as(event).startsWith("of handler on ");
			}
		});
	}

	@Test
	void callbacksHaveTheValuesOfTheCallerWhereTasksHaveThem() {
		this.runner.withPropertyValues("spring.task.execution.propagate-context=true").run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			List<CompletableFuture<String>> asked = List.of(
					client.requestAsync("held", null, String.class).thenApply(ContextPropagationTests::here),
					Flux.from(JdkFlowAdapter.flowPublisherToFlux(client.event("held").publisher(String.class)))
						.map(ContextPropagationTests::here)
						.next()
						.toFuture());
			context.getBean(Handlers.class).release();
			assertThat(asked).allSatisfy(
					(name) -> assertThat(name).succeedsWithin(SOON).asString().startsWith("acme on zmqf-reply-"));
			assertThat(MDC.get("tenant")).isEqualTo("acme");
		});
	}

	@Test
	void callbacksHaveNoneOtherwise() {
		this.runner.run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			assertThat(client.requestAsync("held", null, String.class).thenApply(ContextPropagationTests::here))
				.satisfies((reply) -> context.getBean(Handlers.class).release())
				.succeedsWithin(SOON)
				.asString()
				.startsWith("null on zmqf-reply-");
		});
	}

	private static String here(Object reply) {
		return MDC.get("tenant") + " on " + Thread.currentThread().getName();
	}

	@Configuration(proxyBeanMethods = false)
	static class Handlers {

		private final CompletableFuture<String> held = new CompletableFuture<>();

		void release() {
			this.held.complete("released");
		}

		@Bean
		ZmqHandlerInterceptor tenants() {
			return (request, next) -> {
				try (MDC.MDCCloseable tenant = MDC.putCloseable("tenant", "of handler")) {
					return next.handle(request);
				}
			};
		}

		@ZmqHandler("held")
		CompletableFuture<String> held() {
			return this.held;
		}

		@ZmqHandler("blocking")
		List<String> blocking() {
			return List.of(here("blocking"));
		}

		@ZmqHandler("mono")
		Mono<List<String>> mono() {
			return Mono.delay(Duration.ofMillis(1)).map((tick) -> List.of(here(tick)));
		}

		@ZmqHandler("flux")
		Flux<String> flux() {
			return Flux.interval(Duration.ofMillis(1)).take(2).map(ContextPropagationTests::here);
		}

		@ZmqHandler("stream")
		Stream<String> stream() {
			return Stream.of(1, 2).map(ContextPropagationTests::here);
		}

	}

}
