package io.zmqf.actuate.observation;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.autoconfigure.ObservedContexts;
import io.zmqf.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who has requests observed that would be measured alone otherwise: as beans, and later.
 */
class OnlookersTests {

	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	private static final Map<String, String> HEADERS = new HashMap<>();

	private static final Message REQUEST = new Message("a", Message.NO_DATA);

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new);

	private final SeenContexts seen = new SeenContexts();

	@Test
	void nobodyIsThereByDefault() {
		this.runner.run((context) -> {
			assertThat(isUnseen(context)).isTrue();
			request(context);
			assertThat(timed(context, "zmqf.client.requests")).isOne();
			assertThat(timed(context, "zmqf.handler.requests")).isOne();
		});
	}

	@Test
	void aHandlerSeesAllFromItsRegistration() {
		this.runner.withBean("own", ObservationHandler.class, () -> this.seen).run(this::assertSeen);
		this.seen.clear();
		later((registry) -> registry.observationConfig().observationHandler(this.seen), this::assertSeen);
		this.seen.clear();
		this.runner
			.withBean("own", ObservationRegistryCustomizer.class,
					() -> (registry) -> registry.observationConfig().observationHandler(this.seen))
			.run(this::assertSeen);
	}

	private void assertSeen(ApplicationContext context) {
		request(context);
		assertThat(this.seen.started).extracting(Observation.Context::getName)
			.containsExactly("zmqf.client.requests", "zmqf.handler.requests");
		assertThat(this.seen.stopped).isEqualTo(this.seen.started);
		assertThat(this.seen.stopped).extracting(Observation.Context::getContextualName)
			.containsExactly("request a", "handle a");
	}

	@Test
	void aHandlerOfSomethingElseIsNotTrustedToStayAway() {
		this.seen.supports = false;
		this.runner.withBean("own", ObservationHandler.class, () -> this.seen).run((context) -> {
			request(context);
			this.seen.supports = true;
			assertSeen(context);
		});
	}

	@Test
	void predicatesDecideFromTheirRegistration() {
		ObservationPredicate predicate = (name,
				context) -> !(context instanceof ZmqClientRequestObservationContext client
						&& client.getEvent().equals("a"));
		Consumer<ApplicationContext> assertions = (context) -> {
			double before = timed(context, "zmqf.client.requests");
			request(context);
			assertThat(timed(context, "zmqf.client.requests")).isEqualTo(before);
		};
		this.runner.withBean("own", ObservationPredicate.class, () -> predicate).run(assertions::accept);
		later((registry) -> registry.observationConfig().observationPredicate(predicate), assertions);
	}

	@Test
	void filtersChangeObservationsFromTheirRegistration() {
		ObservationFilter filter = (context) -> context
			.addLowCardinalityKeyValue(KeyValue.of("own", String.valueOf(isOfThisRequest(context))));
		Consumer<ApplicationContext> assertions = (context) -> {
			request(context);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("zmqf.client.requests").tag("own", "true").timer().count()).isOne();
			assertThat(meters.get("zmqf.handler.requests").tag("own", "true").timer().count()).isOne();
		};
		this.runner.withBean("own", ObservationFilter.class, () -> filter).run(assertions::accept);
		later((registry) -> registry.observationConfig().observationFilter(filter), assertions);
	}

	private static boolean isOfThisRequest(Observation.Context context) {
		return (context instanceof ZmqClientRequestObservationContext client) ? client.getCarrier() == HEADERS
				: context instanceof ZmqHandlerRequestObservationContext handler && handler.getRequest() == REQUEST;
	}

	@Test
	void globalConventionsNameObservationsFromTheirRegistration() {
		this.runner.withBean("own", GlobalObservationConvention.class, OwnNames::new)
			.run((context) -> assertNamed(context, "own"));
		later((registry) -> registry.observationConfig().observationConvention(new OwnNames()),
				(context) -> assertNamed(context, "own"));
	}

	@Test
	void conventionsNameObservations() {
		this.runner.withBean(ZmqClientRequestObservationConvention.class,
				() -> new DefaultZmqClientRequestObservationConvention() {

					@Override
					public String getName() {
						return "own";
					}

				})
			.run((context) -> assertNamed(context, "own"));
		this.runner.withBean(ZmqHandlerRequestObservationConvention.class,
				() -> new DefaultZmqHandlerRequestObservationConvention() {

					@Override
					public String getName() {
						return "own";
					}

				})
			.run((context) -> assertNamed(context, "own"));
	}

	private static void assertNamed(ApplicationContext context, String name) {
		request(context);
		assertThat(timed(context, name)).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "zmqf, 0, 0", "zmqf.client.requests, 0, 1", "zmqf.handler, 1, 0", "all, 0, 0", "other, 1, 1" })
	void observationsCanBeDisabled(String name, double client, double handler) {
		this.runner.withPropertyValues("management.observations.enable." + name + "=false").run((context) -> {
			request(context);
			assertThat(timed(context, "zmqf.client.requests")).isEqualTo(client);
			assertThat(timed(context, "zmqf.handler.requests")).isEqualTo(handler);
		});
	}

	@Test
	void keyValuesOfAllObservationsNeedNoObservation() {
		this.runner.withPropertyValues("management.observations.key-values.zone=z").run((context) -> {
			assertThat(isUnseen(context)).isTrue();
			request(context);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			for (String name : List.of("zmqf.client.requests", "zmqf.handler.requests")) {
				assertThat(meters.get(name).tag("zone", "z").timer().count()).isOne();
				assertThat(meters.get(name + ".active").longTaskTimer().getId().getTag("zone")).isNull();
			}
		});
	}

	@Test
	void longTaskTimersCanBeIgnored() {
		this.runner.withPropertyValues("management.metrics.observations.ignored-meters=long-task-timer")
			.run((context) -> {
				assertThat(isUnseen(context)).isTrue();
				request(context);
				assertThat(timed(context, "zmqf.client.requests")).isOne();
				assertThat(context.getBean(MeterRegistry.class).find("zmqf.client.requests.active").meter()).isNull();
			});
	}

	@Test
	void tracersSeeAll() {
		ObservedContexts.tracing().withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(isUnseen(context)).isFalse();
			Map<String, String> headers = new HashMap<>();
			context.getBean(ObservedRequests.class).begin("client", "a", headers).end(null);
			assertThat(headers).containsKey("traceparent");
			assertThat(timed(context, "zmqf.client.requests")).isOne();
		});
	}

	@Test
	void aSubclassOfTheStandardMeasuresByItself() {
		ObservationRegistry own = ObservationRegistry.create();
		own.observationConfig()
			.observationHandler(new RequestMeterObservationHandler(new SimpleMeterRegistry(),
					new DefaultMeterObservationHandler(new SimpleMeterRegistry()) {
					}, true));
		assertThat(new Onlookers<>(own, "a", (sole) -> sole).none()).isNull();
	}

	@Test
	void registriesOfOthersMayHaveWhatIsNotKnown() {
		ObservationRegistry own = ObservationRegistry.create();
		RequestMeterObservationHandler handler = new RequestMeterObservationHandler(new SimpleMeterRegistry(),
				new DefaultMeterObservationHandler(new SimpleMeterRegistry()), true);
		own.observationConfig().observationHandler(handler);
		assertThat(new Onlookers<>(own, "a", (sole) -> sole).none()).isNotNull();
		assertThat(new Onlookers<>(new OtherRegistry(own), "a", (sole) -> sole).none()).isNull();
		own.observationConfig().observationHandler(handler);
		assertThat(new Onlookers<>(own, "a", (sole) -> sole).none()).isNull();
	}

	@Test
	void observationsNeedNoMeters() throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String entry : CLASS_PATH.split(File.pathSeparator, -1)) {
			if (!entry.contains("micrometer-core")) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		try (URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]),
				ClassLoader.getPlatformClassLoader())) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass(MeterRegistry.class.getName()));
			Class<?> alone = loader.loadClass(ObservedAlone.class.getName());
			((Runnable) alone.getDeclaredConstructor().newInstance()).run();
		}
	}

	/** Something happens to a registry after the first requests. */
	private void later(Consumer<ObservationRegistry> change, Consumer<ApplicationContext> assertions) {
		this.runner.run((context) -> {
			request(context);
			assertThat(isUnseen(context)).isTrue();
			change.accept(context.getBean(ObservationRegistry.class));
			assertions.accept(context);
		});
	}

	private static boolean isUnseen(ApplicationContext context) {
		return new Onlookers<>(context.getBean(ObservationRegistry.class), "zmqf.client.requests", (sole) -> sole)
			.none() != null;
	}

	private static void request(ApplicationContext context) {
		context.getBean(ObservedRequests.class).begin("client", "a", HEADERS).end(null);
		try {
			context.getBean(ObservedHandlers.class).apply(CompletableFuture::completedFuture).handle(REQUEST);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static double timed(ApplicationContext context, String name) {
		return context.getBean(MeterRegistry.class)
			.find(name)
			.timers()
			.stream()
			.mapToDouble((timer) -> timer.count())
			.sum();
	}

	/** Needs nothing but observations. */
	public static class ObservedAlone implements Runnable {

		@Override
		public void run() {
			ObservationRegistry registry = ObservationRegistry.create();
			List<Observation.Context> stopped = new ArrayList<>();
			registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

				@Override
				public void onStop(Observation.Context context) {
					stopped.add(context);
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

			});
			new ObservedRequests(registry, null).begin("client", "a", new HashMap<>()).end(null);
			if (stopped.size() != 1) {
				throw new IllegalStateException(stopped.toString());
			}
		}

	}

	private static final class SeenContexts implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> started = new ArrayList<>();

		private final List<Observation.Context> stopped = new ArrayList<>();

		private boolean supports = true;

		@Override
		public void onStart(Observation.Context context) {
			this.started.add(context);
		}

		@Override
		public void onStop(Observation.Context context) {
			this.stopped.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return this.supports;
		}

		void clear() {
			this.started.clear();
			this.stopped.clear();
		}

	}

	private static final class OwnNames implements GlobalObservationConvention<ZmqClientRequestObservationContext> {

		@Override
		public String getName() {
			return "own";
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof ZmqClientRequestObservationContext;
		}

	}

	private record OtherRegistry(ObservationRegistry registry) implements ObservationRegistry {

		@Override
		public Observation getCurrentObservation() {
			return this.registry.getCurrentObservation();
		}

		@Override
		public Observation.Scope getCurrentObservationScope() {
			return this.registry.getCurrentObservationScope();
		}

		@Override
		public void setCurrentObservationScope(Observation.Scope current) {
			this.registry.setCurrentObservationScope(current);
		}

		@Override
		public ObservationConfig observationConfig() {
			return this.registry.observationConfig();
		}

	}

}
