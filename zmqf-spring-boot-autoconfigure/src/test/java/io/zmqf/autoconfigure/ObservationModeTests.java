package io.zmqf.autoconfigure;

import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.observation.DefaultZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.DefaultZmqHandlerRequestObservationConvention;
import io.zmqf.actuate.observation.RequestInstrumentation;
import io.zmqf.actuate.observation.RequestMeters;
import io.zmqf.actuate.observation.RequestObservations;
import io.zmqf.actuate.observation.ZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.ZmqHandlerRequestObservationConvention;
import io.zmqf.annotation.ZmqHandler;
import io.zmqf.client.ZmqClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/** Whether requests are observed, or measured alone. */
class ObservationModeTests {

	private final ApplicationContextRunner runner = ObservedContexts.runner()
		.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
		.withUserConfiguration(Answering.class);

	/** A bean that sees observations, or changes them. */
	enum Onlooker implements UnaryOperator<ApplicationContextRunner> {

		HANDLER(ObservationHandler.class), METER_HANDLER(MeterObservationHandler.class),
		PREDICATE(ObservationPredicate.class), FILTER(ObservationFilter.class),
		GLOBAL_CONVENTION(GlobalObservationConvention.class), CUSTOMIZER(ObservationRegistryCustomizer.class),
		CLIENT_CONVENTION(ZmqClientRequestObservationConvention.class),
		HANDLER_CONVENTION(ZmqHandlerRequestObservationConvention.class), REGISTRY(ObservationRegistry.class);

		private final Class<?> type;

		Onlooker(Class<?> type) {
			this.type = type;
		}

		@Override
		@SuppressWarnings("unchecked")
		public ApplicationContextRunner apply(ApplicationContextRunner runner) {
			return runner.withBean("onlooker", (Class<Object>) this.type, this::bean);
		}

		private Object bean() {
			return switch (this) {
				case CLIENT_CONVENTION -> new DefaultZmqClientRequestObservationConvention();
				case HANDLER_CONVENTION -> new DefaultZmqHandlerRequestObservationConvention();
				case REGISTRY -> ObservationRegistry.create();
				case PREDICATE -> (ObservationPredicate) (name, context) -> true;
				case FILTER -> (ObservationFilter) (context) -> context;
				default -> mock(this.type);
			};
		}

	}

	@Test
	void onlyMetersWithoutOtherObservers() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RequestInstrumentation.class)).isInstanceOf(RequestMeters.class);
			request(context);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("zmqf.client.requests")
				.tags("client", "client", "event", "echo", "status", "ok", "error", "none")
				.timer()
				.count()).isOne();
			assertThat(meters.find("zmqf.client.requests.active").longTaskTimer()).isNotNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void whoeverSeesObservationsGetsThem(Onlooker onlooker) {
		onlooker.apply(this.runner)
			.run((context) -> assertThat(context.getBean(RequestInstrumentation.class))
				.isInstanceOf(RequestObservations.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.observations.enable.zmqf.client.requests=false",
			"management.observations.key-values.region=eu", "zmqf.observation=observations" })
	void propertiesOfObservationsNeedThem(String property) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context.getBean(RequestInstrumentation.class))
				.isInstanceOf(RequestObservations.class));
	}

	@Test
	void tracersGetObservations() {
		ObservedContexts.tracing()
			.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context.getBean(RequestInstrumentation.class))
				.isInstanceOf(RequestObservations.class));
	}

	@Test
	void metersAloneCanBeChosen() {
		Onlooker.HANDLER.apply(this.runner)
			.withPropertyValues("zmqf.observation=meters")
			.run((context) -> assertThat(context.getBean(RequestInstrumentation.class))
				.isInstanceOf(RequestMeters.class));
	}

	@Test
	void metersAloneNeedARegistry() {
		ZmqTestContexts.runner()
			.withConfiguration(
					AutoConfigurations.of(ObservationAutoConfiguration.class, ZmqObservationAutoConfiguration.class))
			.withPropertyValues("zmqf.observation=meters")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("zmqf.observation=meters needs a MeterRegistry"));
	}

	@Test
	void metersAloneNeedOneRegistryOfSeveral() {
		ZmqTestContexts.runner()
			.withConfiguration(
					AutoConfigurations.of(ObservationAutoConfiguration.class, ZmqObservationAutoConfiguration.class))
			.withBean("one", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("other", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("zmqf.observation=meters")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("without a primary one"));
	}

	@Test
	void observationsCanBeChosenForHandlersThatAreRegisteredLater() {
		this.runner.withPropertyValues("zmqf.observation=observations").run((context) -> {
			Names names = new Names();
			context.getBean(ObservationRegistry.class).observationConfig().observationHandler(names);
			request(context);
			assertThat(names.names).contains("zmqf.client.requests", "zmqf.handler.requests");
		});
	}

	private static void request(ApplicationContext context) {
		context.getBean(ZmqClient.class).request("echo", 1, Integer.class);
	}

	static class Answering {

		@ZmqHandler("echo")
		int echo(int number) {
			return number;
		}

	}

	/** The names of the observations that it sees. */
	private static final class Names implements ObservationHandler<Observation.Context> {

		private final java.util.Set<String> names = java.util.concurrent.ConcurrentHashMap.newKeySet();

		@Override
		public void onStart(Observation.Context context) {
			this.names.add(context.getName());
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
