package io.zmqf.actuate.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.client.RequestObserver.Observed;
import io.zmqf.message.Message;
import io.zmqf.message.Problem;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ZmqClosedException;
import io.zmqf.worker.RequestHandler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Requests whose observations nobody sees are measured as if they had been observed, and
 * to the handler's code they are.
 */
class UnseenRequestsTests {

	private static final Message REQUEST = new Message("a", Message.NO_DATA);

	private final MockClock clock = new MockClock();

	private final MeterRegistry expected = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

	private final MeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

	private final ObservationRegistry observed = ObservationRegistry.create();

	private final ObservationRegistry unseen = ObservationRegistry.create();

	@BeforeEach
	void observe() {
		this.observed.observationConfig().observationHandler(new DefaultMeterObservationHandler(this.expected));
		DefaultMeterObservationHandler standard = new DefaultMeterObservationHandler(this.meters);
		this.unseen.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new RequestMeterObservationHandler(this.meters, standard, true), standard));
		assertThat(new Onlookers<>(this.unseen, "a", (sole) -> sole).none()).isNotNull();
		assertThat(new Onlookers<>(this.observed, "a", (sole) -> sole).none()).isNull();
	}

	@Test
	void requestsOfClientsByTheirOutcome() {
		List<Observed> open = new ArrayList<>();
		inBoth((registry) -> open.add(new ObservedRequests(registry, null).begin("client", "a", new HashMap<>())));
		assertSameMeters();
		inBoth((registry) -> {
			ObservedRequests requests = new ObservedRequests(registry, null);
			for (String event : List.of("a", "b", "a")) {
				for (String client : List.of("client", "other")) {
					Observed replied = requests.begin(client, event, new HashMap<>());
					Observed failed = requests.begin(client, event, new HashMap<>());
					this.clock.add(Duration.ofMillis(3));
					replied.end(null);
					failed.end(new ZmqClosedException(event, "tcp://a:1"));
				}
			}
		});
		assertSameMeters();
		open.forEach((each) -> each.end(null));
		assertSameMeters();
		assertThat(
				this.meters.get("zmqf.client.requests").tags("event", "a", "client", "client", "status", "ok").timer())
			.satisfies((timer) -> assertThat(timer.count()).isEqualTo(3));
	}

	@Test
	void requestsInTheHandsOfHandlersByTheirAnswer() {
		inBoth((registry) -> {
			handle(registry, (request) -> {
				this.clock.add(Duration.ofMillis(5));
				return CompletableFuture.completedFuture(request);
			});
			handle(registry,
					(request) -> CompletableFuture.completedFuture(request.error(Problem.of(423, "urn:a", "A", null))));
			CompletableFuture<Message> replied = new CompletableFuture<>();
			CompletableFuture<Message> refused = new CompletableFuture<>();
			handle(registry, (request) -> replied);
			handle(registry, (request) -> refused);
			this.clock.add(Duration.ofMillis(7));
			inAnotherThread(() -> replied.complete(REQUEST));
			refused.completeExceptionally(
					new CompletionException(new ProblemException(Problem.of(404, "urn:test:a", "A", null))));
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> handle(registry, (request) -> {
				throw new IllegalStateException();
			}));
		});
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests").tags("status", "ok").timer().count()).isEqualTo(2);
		assertThat(this.meters.get("zmqf.handler.requests").tags("error", "IllegalStateException").timer().count())
			.isOne();
		assertThat(this.meters.get("zmqf.handler.requests.active").longTaskTimer().activeTasks()).isZero();
	}

	@Test
	void whatHandlersSayOfTheCurrentObservation() {
		inBoth((registry) -> {
			current(registry, (observation) -> observation.lowCardinalityKeyValue("tenant", "t"));
			current(registry, (observation) -> observation.highCardinalityKeyValue("id", "1"));
			current(registry, (observation) -> observation.event(Observation.Event.of("retried")));
			current(registry, (observation) -> observation.error(new IllegalArgumentException()));
			current(registry, (observation) -> observation
				.observationConvention(new DefaultZmqHandlerRequestObservationConvention() {

					@Override
					public KeyValues getLowCardinalityKeyValues(ZmqHandlerRequestObservationContext context) {
						return super.getLowCardinalityKeyValues(context).and("tenant", "other");
					}

				}));
			current(registry, (observation) -> {
			});
		});
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests").tags("tenant", "t").timer().count()).isOne();
		assertThat(this.meters.get("zmqf.handler.requests.retried").counter().count()).isOne();
	}

	@Test
	void aRequestIsMeasuredOnce() {
		current(this.unseen, Observation::stop);
		assertThat(this.meters.get("zmqf.handler.requests").timer().count()).isOne();
		assertThat(this.meters.get("zmqf.handler.requests.active").longTaskTimer().activeTasks()).isZero();
	}

	@Test
	void whatHandlersSeeOfTheCurrentObservation() {
		inBoth((registry) -> {
			Observation caller = Observation.start("caller", registry);
			caller.scoped(() -> current(registry, (observation) -> {
				assertThat(observation.isNoop()).isFalse();
				assertThat(observation.getObservationRegistry()).isSameAs(registry);
				assertThat(observation.getContext()).isSameAs(observation.getContextView())
					.isInstanceOfSatisfying(ZmqHandlerRequestObservationContext.class,
							(context) -> assertThat(context.getRequest()).isSameAs(REQUEST));
				assertThat(observation.getContext().getName()).isEqualTo("zmqf.handler.requests");
				assertThat(observation.getContext().getLowCardinalityKeyValues())
					.isEqualTo(KeyValues.of("event", "a", "status", "ok"));
				assertThat(observation.getContext().getParentObservation()).isSameAs(caller);
				assertThat(observation.contextualName("own").getContext().getContextualName()).isEqualTo("own");
				assertThat(observation.toString()).contains("zmqf.handler.requests(own)");
				assertThat(observation.parentObservation(null).getContext().getParentObservation()).isNull();
			}));
			current(registry, (observation) -> assertThat(observation.getContext().getParentObservation()).isNull());
		});
	}

	@Test
	@SuppressWarnings("deprecation")
	void childrenOfTheCurrentObservation() {
		inBoth((registry) -> {
			current(registry, (observation) -> {
				Observation.Scope outer = registry.getCurrentObservationScope();
				Observation child = Observation.start("child", registry);
				assertThat(child.getContext().getParentObservation()).isSameAs(observation);
				child.scoped(() -> {
					assertThat(registry.getCurrentObservation()).isSameAs(child);
					assertThat(observation.getEnclosingScope()).isSameAs(outer);
					observation.scoped(() -> assertThat(registry.getCurrentObservation()).isSameAs(observation));
					assertThat(registry.getCurrentObservation()).isSameAs(child);
				});
				child.stop();
				assertThat(registry.getCurrentObservation()).isSameAs(observation);
				inAnotherThread(() -> {
					assertThat(observation.getEnclosingScope()).isNull();
					try (Observation.Scope scope = observation.openScope()) {
						assertThat(scope.getCurrentObservation()).isSameAs(registry.getCurrentObservation())
							.isSameAs(observation);
						assertThat(scope.getPreviousObservationScope()).isNull();
					}
					assertThat(registry.getCurrentObservation()).isNull();
				});
			});
			assertThat(registry.getCurrentObservation()).isNull();
		});
		assertSameMeters();
	}

	@Test
	void whatIsSaidOnAnotherThreadBeforeTheAnswer() {
		inBoth((registry) -> {
			CompletableFuture<Message> answer = new CompletableFuture<>();
			List<Observation> current = new ArrayList<>();
			handle(registry, (request) -> {
				current.add(registry.getCurrentObservation());
				return answer;
			});
			assertThat(registry.getCurrentObservation()).isNull();
			inAnotherThread(() -> {
				current.get(0).lowCardinalityKeyValue("tenant", "t");
				answer.complete(REQUEST);
			});
		});
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests").tags("tenant", "t").timer().count()).isOne();
	}

	@Test
	void whatIsSeenAfterTheAnswer() {
		inBoth((registry) -> {
			List<Observation> current = new ArrayList<>();
			current(registry, current::add);
			assertThat(current.get(0).getContext()).isInstanceOfSatisfying(ZmqHandlerRequestObservationContext.class,
					(context) -> {
						assertThat(context.getResponse()).isSameAs(REQUEST);
						assertThat(context.getContextualName()).isEqualTo("handle a");
					});
		});
		assertSameMeters();
		assertThat(this.meters.get("zmqf.handler.requests").timer().count()).isOne();
	}

	@Test
	void metersThatAreRemovedAreMadeAnew() {
		List<Runnable> open = new ArrayList<>();
		inBoth((registry) -> {
			ObservedRequests requests = new ObservedRequests(registry, null);
			requests.begin("client", "a", new HashMap<>()).end(null);
			Observed request = requests.begin("client", "a", new HashMap<>());
			open.add(() -> {
				request.end(null);
				requests.begin("client", "a", new HashMap<>()).end(null);
			});
		});
		this.expected.clear();
		this.meters.clear();
		open.forEach(Runnable::run);
		assertSameMeters();
		assertThat(this.meters.get("zmqf.client.requests").timer().count()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "zmqf.client.requests", "zmqf.client.requests.active" })
	void metersMayBeDenied(String name) {
		for (MeterRegistry registry : List.of(this.expected, this.meters)) {
			registry.config().meterFilter(MeterFilter.deny((id) -> id.getName().equals(name)));
		}
		inBoth((registry) -> {
			Observed request = new ObservedRequests(registry, null).begin("client", "a", new HashMap<>());
			this.clock.add(Duration.ofMillis(3));
			request.end(null);
		});
		assertSameMeters();
		assertThat(this.meters.getMeters()).hasSize(1);
	}

	@Test
	void moreEventsThanAreRemembered() {
		inBoth((registry) -> {
			ObservedRequests requests = new ObservedRequests(registry, null);
			for (int i = 0; i < 2000; i++) {
				requests.begin("client", "event" + i, new HashMap<>()).end(null);
			}
		});
		assertSameMeters();
	}

	private void inBoth(Consumer<ObservationRegistry> scenario) {
		long begun = this.clock.monotonicTime();
		scenario.accept(this.observed);
		long took = this.clock.monotonicTime() - begun;
		scenario.accept(this.unseen);
		assertThat(this.clock.monotonicTime()).isEqualTo(begun + 2 * took);
	}

	private static void current(ObservationRegistry registry, Consumer<Observation> look) {
		handle(registry, (request) -> {
			look.accept(registry.getCurrentObservation());
			return CompletableFuture.completedFuture(request);
		});
	}

	private static void handle(ObservationRegistry registry, RequestHandler handler) {
		try {
			new ObservedHandlers(registry, null).apply(handler).handle(REQUEST);
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void inAnotherThread(Runnable action) {
		CompletableFuture.runAsync(action).join();
	}

	private void assertSameMeters() {
		assertThat(described(this.meters)).isNotEmpty().containsExactlyInAnyOrderElementsOf(described(this.expected));
	}

	/** Everything that is published. */
	private static List<String> described(MeterRegistry registry) {
		return registry.getMeters().stream().map((meter) -> {
			List<String> values = new ArrayList<>();
			for (Measurement measurement : meter.measure()) {
				values.add(measurement.getStatistic() + "=" + measurement.getValue());
			}
			return meter.getId() + " " + values;
		}).toList();
	}

}
