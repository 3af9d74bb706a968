package io.zmqf.actuate.observation;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.client.RequestObserver.Observed;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.worker.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The meters of requests are those that Micrometer's own handler would have made. */
class RequestMetersTests {

	private final MeterRegistry expected = new SimpleMeterRegistry();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	RequestMetersTests() {
		observe(true);
	}

	private void observe(boolean longTaskTimers) {
		DefaultMeterObservationHandler standard = new DefaultMeterObservationHandler(this.meters);
		this.observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(this.expected))
			.observationHandler(new ObservationHandler.FirstMatchingCompositeObservationHandler(
					new RequestMeterObservationHandler(this.meters, standard, longTaskTimers), standard));
	}

	@Test
	void requestsOfClientsByTheirOutcome() {
		ObservedRequests requests = new ObservedRequests(this.observations, null);
		for (String event : List.of("a", "b", "a")) {
			Observed open = requests.begin("client", event, new HashMap<>());
			assertSameMeters();
			requests.begin("other", event, new HashMap<>()).end(null);
			open.end(new ZmqRemoteException(event, "tcp://a:1", Problem.of(409, "urn:test:a", "A", null)));
			requests.begin("client", event, new HashMap<>()).end(new ZmqClosedException(event, "tcp://a:1"));
		}
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").tags("event", "a", "status", "409").timer().count())
			.isEqualTo(2);
	}

	@Test
	void requestsInTheHandsOfHandlersByTheirAnswer() throws Exception {
		CompletableFuture<Message> later = new CompletableFuture<>();
		handled((request) -> CompletableFuture.completedFuture(request)).handle(new Message("a", Message.NO_DATA));
		handled((request) -> later).handle(new Message("later", Message.NO_DATA));
		assertSameMeters();
		later.completeExceptionally(new ProblemException(Problem.of(404, "urn:test:a", "A", null)));
		handled((request) -> CompletableFuture.completedFuture(request.error(Problem.of(423, "urn:a", "A", null))))
			.handle(new Message("a", Message.NO_DATA));
		RequestHandler failing = handled((request) -> {
			throw new IllegalStateException();
		});
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> failing.handle(new Message("a", Message.NO_DATA)));
		assertSameMeters();
		assertThat(this.meters.find("zmqf.handler.requests").tags("status", "423").timer()).isNotNull();
	}

	private RequestHandler handled(RequestHandler handler) {
		return new ObservedHandlers(this.observations, null).apply(handler);
	}

	@Test
	void whatConventionsFiltersAndOthersSay() {
		this.observations.observationConfig()
			.observationFilter((context) -> context.addLowCardinalityKeyValue(KeyValue.of("zone", "z"))
				.removeLowCardinalityKeyValues("client", "unknown"))
			.observationHandler(new ObservationHandler<Observation.Context>() {

				@Override
				public void onStart(Observation.Context context) {
					context.addLowCardinalityKeyValues(KeyValues.of("event", "replaced", "more", "m"));
					assertThat(context.getLowCardinalityKeyValue("more")).isEqualTo(KeyValue.of("more", "m"));
					assertThat(context.getLowCardinalityKeyValue("less")).isNull();
					assertThat(context.getAllKeyValues()).contains(KeyValue.of("event", "replaced"));
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			});
		ObservedRequests requests = new ObservedRequests(this.observations,
				new DefaultZmqClientRequestObservationConvention() {

					@Override
					public String getName() {
						return "own";
					}

					@Override
					public KeyValues getLowCardinalityKeyValues(ZmqClientRequestObservationContext context) {
						return super.getLowCardinalityKeyValues(context).and("error.known",
								String.valueOf(context.getError() != null));
					}

				});
		requests.begin("client", "a", new HashMap<>()).end(null);
		requests.begin("client", "a", new HashMap<>()).end(new IllegalStateException());
		assertSameMeters();
		assertThat(this.meters.get("own").tags("zone", "z", "more", "m", "error.known", "false").timer().count())
			.isOne();
	}

	@Test
	void whatHappensMeanwhile() throws Exception {
		handled((request) -> {
			this.observations.getCurrentObservation().event(Observation.Event.of("retried"));
			return CompletableFuture.completedFuture(request);
		}).handle(new Message("a", Message.NO_DATA));
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests.retried").counter().count()).isOne();
	}

	@Test
	void metersThatAreRemovedAreMadeAnew() {
		ObservedRequests requests = new ObservedRequests(this.observations, null);
		requests.begin("client", "a", new HashMap<>()).end(null);
		this.expected.clear();
		this.meters.clear();
		requests.begin("client", "a", new HashMap<>()).end(null);
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").timer().count()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.requests", "zmqf.client.requests.active" })
	void metersMayBeDenied(String prefix) {
		for (MeterRegistry registry : List.of(this.expected, this.meters)) {
			registry.config().meterFilter(MeterFilter.deny((id) -> id.getName().equals(prefix)));
		}
		ObservedRequests requests = new ObservedRequests(this.observations, null);
		requests.begin("client", "a", new HashMap<>()).end(null);
		requests.begin("client", "a", new HashMap<>()).end(null);
		assertSameMeters();
		assertThat(this.meters.getMeters()).hasSize(1);
	}

	@Test
	void moreEventsThanAreRemembered() {
		ObservedRequests requests = new ObservedRequests(this.observations, null);
		for (int i = 0; i < 2000; i++) {
			requests.begin("client", "event" + i, new HashMap<>()).end(null);
			requests.begin("client", "event" + i, new HashMap<>()).end(null);
		}
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").tag("event", "event1999").timer().count()).isEqualTo(2);
	}

	@Test
	void withoutLongTaskTimers() {
		RequestMeterObservationHandler handler = new RequestMeterObservationHandler(this.meters,
				new DefaultMeterObservationHandler(this.meters), false);
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(handler);
		new ObservedRequests(registry, null).begin("client", "a", new HashMap<>()).end(null);
		assertThat(this.meters.getMeters()).singleElement()
			.satisfies((meter) -> assertThat(meter.getId().getName()).isEqualTo("zmqf.client.requests"));
	}

	@Test
	void aSubclassOfTheStandardMeasuresByItself() {
		DefaultMeterObservationHandler own = new DefaultMeterObservationHandler(this.meters) {
		};
		assertThat(new RequestMeterObservationHandler(this.meters, own, true)
			.supportsContext(new ZmqClientRequestObservationContext("client", "a", new HashMap<>()))).isFalse();
	}

	private void assertSameMeters() {
		assertThat(described(this.meters)).isNotEmpty().containsExactlyInAnyOrderElementsOf(described(this.expected));
	}

	/** Everything but times. */
	private static List<String> described(MeterRegistry registry) {
		return registry.getMeters().stream().map((meter) -> meter.getId() + " " + count(meter)).toList();
	}

	private static double count(Meter meter) {
		if (meter instanceof LongTaskTimer active) {
			return active.activeTasks();
		}
		for (var measurement : meter.measure()) {
			if (measurement.getStatistic() == Statistic.COUNT) {
				return measurement.getValue();
			}
		}
		return -1;
	}

}
