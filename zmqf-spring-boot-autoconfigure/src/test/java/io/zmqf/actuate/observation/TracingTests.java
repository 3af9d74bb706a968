package io.zmqf.actuate.observation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.RequestReference;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.router.Router;
import io.zmqf.support.Nodes;
import io.zmqf.worker.WorkerListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The spans of requests, as Boot's OpenTelemetry exports them. */
@SuppressWarnings("try")
class TracingTests {

	private final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private final ApplicationContextRunner runner = ObservedContexts.tracing()
		.withBean(SpanExporter.class, () -> this.spans);

	@Test
	void theHandlersSpanIsTheChildOfTheClientsInTheCallersTrace() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			Observation caller = Observation.start("caller", context.getBean(ObservationRegistry.class));
			String traceparent = caller
				.scoped(() -> context.getBean(ZmqClient.class).request("echo", "a", String.class));
			caller.stop();
			List<SpanData> spans = spans(context, 3);
			SpanData client = span(spans, "request echo");
			SpanData handler = span(spans, "handle echo");
			assertThat(client.getKind()).isEqualTo(SpanKind.CLIENT);
			assertThat(handler.getKind()).isEqualTo(SpanKind.SERVER);
			assertThat(client.getParentSpanId()).isEqualTo(span(spans, "caller").getSpanId());
			assertChild(handler, client);
			assertThat(traceparent).contains(client.getTraceId(), client.getSpanId());
			assertThat(client.getAttributes().get(AttributeKey.stringKey("event"))).isEqualTo("echo");
			assertThat(client.getAttributes().get(AttributeKey.stringKey("status"))).isEqualTo("ok");
		});
	}

	@Test
	void requestsOfAHandlerContinueItsTrace() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			context.getBean(ZmqClient.class).request("outer", "a", String.class);
			List<SpanData> spans = spans(context, 4);
			assertChild(span(spans, "handle outer"), span(spans, "request outer"));
			assertChild(span(spans, "request echo"), span(spans, "handle outer"));
			assertChild(span(spans, "handle echo"), span(spans, "request echo"));
			assertThat(span(spans, "request outer").getParentSpanId()).isEqualTo(SpanId.getInvalid());
		});
	}

	@Test
	void anAsynchronousHandlersSpanLastsUntilItsReply() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			CompletableFuture<String> reply = context.getBean(ZmqClient.class).requestAsync("later", "a", String.class);
			assertThat(reply).succeedsWithin(Duration.ofSeconds(30)).isEqualTo("a");
			List<SpanData> spans = spans(context, 2);
			SpanData handler = span(spans, "handle later");
			assertChild(handler, span(spans, "request later"));
			assertThat(handler.getEndEpochNanos() - handler.getStartEpochNanos())
				.isGreaterThanOrEqualTo(Handlers.LATER.toNanos() / 2);
			assertThat(handler.getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "fail", "failLater" })
	void exceptionOfAHandlerIsAnErrorAtBothEnds(String event) {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request(event, "a", String.class));
			List<SpanData> spans = spans(context, 2);
			SpanData handler = span(spans, "handle " + event);
			SpanData client = span(spans, "request " + event);
			assertChild(handler, client);
			assertThat(handler.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(client.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(handler.getAttributes().get(AttributeKey.stringKey("status"))).isEqualTo("500");
			assertThat(client.getAttributes().get(AttributeKey.stringKey("status"))).isEqualTo("500");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "fail", "failLater" })
	void aFailureIsReportedInTheTraceOfItsHandler(String event) {
		CompletableFuture<String> traces = new CompletableFuture<>();
		this.runner.withUserConfiguration(Handlers.class).withBean(WorkerListener.class, () -> new WorkerListener() {

			@Override
			public void handlerFailed(RequestReference failed, @Nullable Throwable failure) {
				traces.complete(Span.current().getSpanContext().getTraceId());
			}

		}).run((context) -> {
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request(event, "a", String.class));
			SpanData handler = span(spans(context, 2), "handle " + event);
			assertThat(traces).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(handler.getTraceId());
		});
	}

	@Test
	void callbacksOfAnAsynchronousRequestAreInTheTraceOfItsCaller() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			ZmqClient client = context.getBean(ZmqClient.class);
			Observation caller = Observation.start("caller", context.getBean(ObservationRegistry.class));
			CompletableFuture<String> within = caller.scoped(() -> traceOfCallback(client, "later"));
			CompletableFuture<String> failing = caller.scoped(() -> traceOfCallback(client, "failLater"));
			caller.stop();
			assertThat(within).succeedsWithin(Duration.ofSeconds(30));
			assertThat(failing).succeedsWithin(Duration.ofSeconds(30));
			CompletableFuture<String> outside = traceOfCallback(client, "later");
			assertThat(outside).succeedsWithin(Duration.ofSeconds(30));
			List<SpanData> spans = spans(context, 7);
			assertThat(within).isCompletedWithValue(span(spans, "caller").getTraceId());
			assertThat(failing).isCompletedWithValue(span(spans, "caller").getTraceId());
			assertThat(
					spans.stream().filter((span) -> span.getName().equals("request later")).map(SpanData::getTraceId))
				.contains(outside.join());
		});
	}

	private static CompletableFuture<String> traceOfCallback(ZmqClient client, String event) {
		return client.requestAsync(event, "a", String.class)
			.handle((reply, failure) -> Span.current().getSpanContext().getTraceId());
	}

	@Test
	void invalidRequestIsNoErrorOfTheHandler() {
		this.runner.withUserConfiguration(Handlers.class).run((context) -> {
			assertThatExceptionOfType(ZmqRemoteException.class)
				.isThrownBy(() -> context.getBean(ZmqClient.class).request("refuse", "a", String.class));
			List<SpanData> spans = spans(context, 2);
			assertThat(span(spans, "handle refuse").getStatus().getStatusCode()).isNotEqualTo(StatusCode.ERROR);
			assertThat(span(spans, "handle refuse").getAttributes().get(AttributeKey.stringKey("status")))
				.isEqualTo("409");
			assertThat(span(spans, "request refuse").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		});
	}

	@Test
	void theTraceGoesThroughARouterInAnotherApplication() {
		try (Nodes nodes = new Nodes()) {
			Router router = nodes.router(Nodes.ROUTER);
			this.runner.withUserConfiguration(Handlers.class)
				.withPropertyValues("zmqf.worker.router=" + router.backend(),
						"zmqf.client.address=" + router.frontend())
				.run((context) -> {
					nodes.workers().awaitJoined(1);
					context.getBean(ZmqClient.class).request("echo", "a", String.class);
					List<SpanData> spans = spans(context, 2);
					assertChild(span(spans, "handle echo"), span(spans, "request echo"));
				});
		}
	}

	@Test
	void conventionsCanBeReplaced() {
		this.runner.withUserConfiguration(Handlers.class)
			.withBean(ZmqClientRequestObservationConvention.class,
					() -> new DefaultZmqClientRequestObservationConvention() {

						@Override
						public String getContextualName(ZmqClientRequestObservationContext context) {
							return "ask " + context.getEvent();
						}

					})
			.withBean(ZmqHandlerRequestObservationConvention.class,
					() -> new DefaultZmqHandlerRequestObservationConvention() {

						@Override
						public String getContextualName(ZmqHandlerRequestObservationContext context) {
							return "answer " + context.getRequest().event();
						}

					})
			.run((context) -> {
				context.getBean(ZmqClient.class).request("echo", "a", String.class);
				assertThat(spans(context, 2)).extracting(SpanData::getName)
					.containsExactlyInAnyOrder("ask echo", "answer echo");
			});
	}

	private List<SpanData> spans(ApplicationContext context, int count) {
		await().until(() -> {
			context.getBean(SdkTracerProvider.class).forceFlush().join(10, TimeUnit.SECONDS);
			return this.spans.getFinishedSpanItems().size() >= count;
		});
		assertThat(this.spans.getFinishedSpanItems()).hasSize(count);
		return this.spans.getFinishedSpanItems();
	}

	private static SpanData span(List<SpanData> spans, String name) {
		return spans.stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	private static void assertChild(SpanData child, SpanData parent) {
		assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
		assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
	}

	static class Handlers {

		static final Duration LATER = Duration.ofMillis(100);

		private static final Executor DELAYED = CompletableFuture.delayedExecutor(LATER.toMillis(),
				TimeUnit.MILLISECONDS);

		private final ZmqClient client;

		Handlers(ZmqClient client) {
			this.client = client;
		}

		@ZmqHandler("echo")
		String echo(@Header("traceparent") String traceparent) {
			return traceparent;
		}

		@ZmqHandler("outer")
		String outer(String text) {
			return this.client.request("echo", text, String.class);
		}

		@ZmqHandler("later")
		CompletableFuture<String> later(String text) {
			return CompletableFuture.supplyAsync(() -> text, DELAYED);
		}

		@ZmqHandler("fail")
		String fail(String text) {
			throw new IllegalStateException(text);
		}

		@ZmqHandler("failLater")
		CompletableFuture<String> failLater(String text) {
			Function<String, String> failing = this::fail;
			return CompletableFuture.supplyAsync(() -> failing.apply(text), DELAYED);
		}

		@ZmqHandler("refuse")
		String refuse(String text) {
			throw new ProblemException(Problem.of(409, "urn:test:conflict", "Conflict", text));
		}

	}

}
