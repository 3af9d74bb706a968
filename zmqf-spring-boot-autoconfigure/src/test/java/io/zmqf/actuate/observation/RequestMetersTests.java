package io.zmqf.actuate.observation;

import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.client.RequestObserver.Observed;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.message.ZmqRemoteException;
import io.zmqf.worker.RequestHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Requests have the meters that Micrometer's own handler makes of their observations. */
class RequestMetersTests {

	private final MeterRegistry expected = new SimpleMeterRegistry();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final MockClock clock = new MockClock();

	private final RequestMeters measured = new RequestMeters(this.meters, true);

	private final RequestObservations observed;

	RequestMetersTests() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.expected));
		this.observed = new RequestObservations(registry, null, null);
	}

	@Test
	void requestsOfClientsByTheirOutcome() {
		for (String event : List.of("a", "b", "a")) {
			List<Observed> open = begin("client", event);
			assertSameMeters();
			begin("other", event).forEach((each) -> each.end(null));
			open.forEach((each) -> each
				.end(new ZmqRemoteException(event, "tcp://a:1", Problem.of(409, "urn:test:a", "A", null))));
			begin("client", event).forEach((each) -> each.end(new ZmqClosedException(event, "tcp://a:1")));
		}
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").tags("event", "a", "status", "409").timer().count())
			.isEqualTo(2);
	}

	@Test
	void requestsInTheHandsOfHandlersByTheirAnswer() throws Exception {
		CompletableFuture<Message> later = new CompletableFuture<>();
		handle("a", (request) -> CompletableFuture.completedFuture(request));
		handle("later", (request) -> later);
		assertSameMeters();
		later.completeExceptionally(new ProblemException(Problem.of(404, "urn:test:a", "A", null)));
		handle("a", (request) -> CompletableFuture.completedFuture(request.error(Problem.of(423, "urn:a", "A", null))));
		handle("failed", (request) -> CompletableFuture.failedFuture(new IllegalStateException()));
		for (RequestHandler handler : both((request) -> {
			throw new IllegalStateException();
		})) {
			assertThatThrownBy(() -> handler.handle(new Message("a", Message.NO_DATA)).toCompletableFuture().get())
				.extracting(NestedExceptionUtils::getMostSpecificCause)
				.isInstanceOf(IllegalStateException.class);
		}
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests").tags("status", "423").timer().count()).isOne();
		assertThat(this.meters.get("zmqf.handler.requests").tags("error", "IllegalStateException").timers()).hasSize(2);
	}

	@Test
	void removedMetersAreCreatedAgain() {
		begin("client", "a").forEach((each) -> each.end(null));
		this.expected.clear();
		this.meters.clear();
		begin("client", "a").forEach((each) -> each.end(null));
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").timer().count()).isOne();
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.requests", "zmqf.client.requests.active" })
	void metersMayBeDenied(String name) {
		for (MeterRegistry registry : List.of(this.expected, this.meters)) {
			registry.config().meterFilter(MeterFilter.deny((id) -> id.getName().equals(name)));
		}
		begin("client", "a").forEach((each) -> each.end(null));
		begin("client", "a").forEach((each) -> each.end(null));
		assertSameMeters();
		assertThat(this.meters.getMeters()).hasSize(1);
	}

	@Test
	void timesAreThoseOfTheClock() {
		MeterRegistry denied = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);
		denied.config().meterFilter(MeterFilter.denyNameStartsWith("zmqf.client.requests.active"));
		MeterRegistry all = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);
		for (MeterRegistry registry : List.of(all, denied, new CompositeMeterRegistry(this.clock, List.of(denied)))) {
			Observed open = new RequestMeters(registry, true).begin("client", "a", new HashMap<>());
			this.clock.add(7, TimeUnit.SECONDS);
			open.end(null);
		}
		assertThat(all.get("zmqf.client.requests").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(7);
		assertThat(denied.get("zmqf.client.requests").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(14);
	}

	@Test
	void moreEventsThanAreRemembered() {
		for (int i = 0; i < 2000; i++) {
			for (int j = 0; j < 2; j++) {
				begin("client", "event" + i).forEach((each) -> each.end(null));
			}
		}
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").tag("event", "event1999").timer().count()).isEqualTo(2);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void aFailureReachesNoCallerAndIsLoggedOnce(CapturedOutput output) {
		this.meters.config().meterFilter(new MeterFilter() {

			@Override
			public MeterFilterReply accept(Meter.Id id) {
				if (id.getName().equals("zmqf.client.requests")) {
					throw new IllegalStateException("on purpose");
				}
				return MeterFilterReply.NEUTRAL;
			}

		});
		for (int i = 0; i < 5; i++) {
			this.measured.begin("client", "a", new HashMap<>()).end(null);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("The measurement of a request failed")))
			.hasSize(1);
	}

	@Test
	void withoutLongTaskTimers() {
		new RequestMeters(this.meters, false).begin("client", "a", new HashMap<>()).end(null);
		assertThat(this.meters.getMeters()).singleElement()
			.satisfies((meter) -> assertThat(meter.getId().getName()).isEqualTo("zmqf.client.requests"));
	}

	@Test
	void handlerKeepsItsProperties() {
		RequestHandler handler = new RequestHandler() {

			@Override
			public CompletableFuture<Message> handle(Message request) {
				return CompletableFuture.completedFuture(request);
			}

			@Override
			public boolean isBlocking() {
				return false;
			}

			@Override
			public String description() {
				return "described";
			}

		};
		assertThat(both(handler)).allSatisfy((each) -> {
			assertThat(each.isBlocking()).isFalse();
			assertThat(each.description()).isEqualTo("described");
			assertThat(each).hasToString("described");
		});
	}

	private List<Observed> begin(String client, String event) {
		return List.of(this.observed.begin(client, event, new HashMap<>()),
				this.measured.begin(client, event, new HashMap<>()));
	}

	private List<RequestHandler> both(RequestHandler handler) {
		return List.of(this.observed.observe(handler), this.measured.observe(handler));
	}

	private void handle(String event, RequestHandler handler) throws Exception {
		for (RequestHandler each : both(handler)) {
			each.handle(new Message(event, Message.NO_DATA));
		}
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
