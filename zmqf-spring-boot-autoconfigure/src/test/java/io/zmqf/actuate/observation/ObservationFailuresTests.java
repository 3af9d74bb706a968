package io.zmqf.actuate.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemType;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Exceptions of observation components do not affect requests. */
@ExtendWith(OutputCaptureExtension.class)
class ObservationFailuresTests {

	@ParameterizedTest
	@CsvSource({ "client, start", "client, error", "client, stop", "client, open", "client, close", "client, filter",
			"client, predicate", "client, convention", "server, start", "server, error", "server, stop",
			"server, close", "server, filter", "server, predicate", "server, convention" })
	void requestsHaveTheirOutcomeAlthoughObservationsThrow(String side, String place, CapturedOutput output) {
		Throwing throwing = new Throwing(side, place);
		ObservedContexts.runner()
			.withUserConfiguration(Handlers.class)
			.withPropertyValues("zmqf.observation=observations")
			.withBean(ObservationHandler.class, () -> throwing)
			.withBean(ObservationFilter.class, () -> throwing::map)
			.withBean(ObservationPredicate.class, () -> throwing::isObserved)
			.withBean(ZmqClientRequestObservationConvention.class, throwing::client)
			.withBean(ZmqHandlerRequestObservationConvention.class, throwing::server)
			.run((context) -> {
				ZmqClient client = context.getBean(ZmqClient.class);
				ObservationRegistry registry = context.getBean(ObservationRegistry.class);
				assertThat(client.request("echo", "a", String.class)).isEqualTo("a");
				assertThat(client.requestAsync("echo", "a", String.class)).succeedsWithin(30, TimeUnit.SECONDS)
					.isEqualTo("a");
				assertThat(client.request("later", "a", String.class)).isEqualTo("a");
				assertThatExceptionOfType(ZmqRemoteException.class)
					.isThrownBy(() -> client.request("fail", "a", String.class))
					.satisfies((ex) -> assertThat(ex.is(ProblemType.HANDLER_FAILED)).isTrue());
				try (Stream<Integer> items = client.event("many").stream(Integer.class)) {
					assertThat(items).containsExactly(1, 2, 3);
				}
				Items items = new Items();
				client.event("many").publisher(new ParameterizedTypeReference<Integer>() {
				}).subscribe(items);
				assertThat(items.all).succeedsWithin(30, TimeUnit.SECONDS).isEqualTo(List.of(1, 2, 3));
				assertThat(registry.getCurrentObservationScope()).isNull();
				assertNothingIsLeft(context.getBean(MeterRegistry.class));
			});
		assertThat(lines(output, "IllegalStateException: " + side + " " + place)).isEqualTo(1);
		assertThat(output).contains("WARN").doesNotContain("Exception in thread");
	}

	private static void assertNothingIsLeft(MeterRegistry meters) {
		for (String gauge : List.of("zmqf.client.requests.pending", "zmqf.worker.requests.active",
				"zmqf.worker.requests.abandoned", "zmqf.router.requests.active")) {
			await().untilAsserted(() -> assertThat(meters.get(gauge).gauge().value()).as(gauge).isZero());
		}
	}

	private static long lines(CapturedOutput output, String text) {
		return output.getAll().lines().filter((line) -> line.contains(text)).count();
	}

	/** Its next request would be a child of one that has ended. */
	@Test
	void aThreadIsLeftWithTheObservationThatItHad() {
		for (String place : List.of("open", "close")) {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(new Throwing("client", place));
			RequestObservations requests = new RequestObservations(registry, null, null);
			List<@Nullable Observation> within = new ArrayList<>();
			requests.begin("client", "a", Map.of()).callBack(() -> within.add(registry.getCurrentObservation()));
			assertThat(within).as(place).hasSize(1);
			assertThat(registry.getCurrentObservation()).as(place).isNull();
		}
	}

	@Test
	void requestsThatCanNotBeMeasuredAreHandled(CapturedOutput output) throws Exception {
		MeterRegistry meters = new SimpleMeterRegistry();
		meters.config().meterFilter(new MeterFilter() {

			@Override
			public io.micrometer.core.instrument.Meter.Id map(io.micrometer.core.instrument.Meter.Id id) {
				throw new IllegalStateException("a filter");
			}

		});
		RequestMeters measured = new RequestMeters(meters, true);
		measured.begin("client", "a", Map.of()).end(null);
		Message reply = new Message("a", Message.NO_DATA);
		assertThat(measured.observe((request) -> CompletableFuture.completedFuture(request))
			.handle(reply)
			.toCompletableFuture()).isCompletedWithValue(reply);
		assertThat(lines(output, "IllegalStateException: a filter")).isEqualTo(1);
	}

	/** Throws in one callback, for the requests of one side. */
	private record Throwing(String side, String place) implements ObservationHandler<Observation.Context> {

		private void at(String where, Observation.Context context) {
			boolean client = context instanceof ZmqClientRequestObservationContext;
			if (where.equals(this.place) && client == this.side.equals("client")) {
				throw new IllegalStateException(this.side + " " + where);
			}
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		@Override
		public void onStart(Observation.Context context) {
			at("start", context);
		}

		@Override
		public void onError(Observation.Context context) {
			at("error", context);
		}

		@Override
		public void onStop(Observation.Context context) {
			at("stop", context);
		}

		@Override
		public void onScopeOpened(Observation.Context context) {
			at("open", context);
		}

		@Override
		public void onScopeClosed(Observation.Context context) {
			at("close", context);
		}

		Observation.Context map(Observation.Context context) {
			at("filter", context);
			return context;
		}

		boolean isObserved(String name, Observation.Context context) {
			at("predicate", context);
			return true;
		}

		ZmqClientRequestObservationConvention client() {
			return new DefaultZmqClientRequestObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(ZmqClientRequestObservationContext context) {
					at("convention", context);
					return super.getLowCardinalityKeyValues(context);
				}

			};
		}

		ZmqHandlerRequestObservationConvention server() {
			return new DefaultZmqHandlerRequestObservationConvention() {

				@Override
				public KeyValues getLowCardinalityKeyValues(ZmqHandlerRequestObservationContext context) {
					at("convention", context);
					return super.getLowCardinalityKeyValues(context);
				}

			};
		}

	}

	private static final class Items implements Flow.Subscriber<Integer> {

		private final List<Integer> received = new ArrayList<>();

		private final CompletableFuture<List<Integer>> all = new CompletableFuture<>();

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Integer item) {
			this.received.add(item);
		}

		@Override
		public void onError(Throwable failure) {
			this.all.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.all.complete(this.received);
		}

	}

	static class Handlers {

		@ZmqHandler("echo")
		String echo(String text) {
			return text;
		}

		@ZmqHandler("later")
		CompletableFuture<String> later(String text) {
			return CompletableFuture.supplyAsync(() -> text);
		}

		@ZmqHandler("fail")
		String fail(String text) {
			throw new IllegalArgumentException(text);
		}

		@ZmqHandler("many")
		Stream<Integer> many() {
			return Stream.of(1, 2, 3);
		}

	}

}
