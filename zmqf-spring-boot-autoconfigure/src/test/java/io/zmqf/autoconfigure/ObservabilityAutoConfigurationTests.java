package io.zmqf.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.actuate.event.EventPublisher;
import io.zmqf.actuate.metrics.HeartbeatMetrics;
import io.zmqf.actuate.metrics.NodeMetrics;
import io.zmqf.actuate.metrics.RouterMetrics;
import io.zmqf.actuate.metrics.SocketMetrics;
import io.zmqf.actuate.metrics.TransportMetrics;
import io.zmqf.actuate.observation.RequestInstrumentation;
import io.zmqf.client.ZmqClient;
import io.zmqf.support.Echo;
import io.zmqf.worker.HandlerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** The observability beans, and their conditions. */
class ObservabilityAutoConfigurationTests {

	private final ApplicationContextRunner runner = ObservedContexts.runner();

	@Test
	void allIsThereWhereBootIs() {
		this.runner.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> assertThat(context).hasSingleBean(LocalNodes.class)
				.hasSingleBean(EventPublisher.class)
				.hasBean("zmqfHealthContributor")
				.hasSingleBean(TransportMetrics.class)
				.hasSingleBean(RouterMetrics.class)
				.hasSingleBean(HeartbeatMetrics.class)
				.hasSingleBean(NodeMetrics.class)
				.hasSingleBean(SocketMetrics.class)
				.hasSingleBean(RequestInstrumentation.class)
				.hasSingleBean(ZmqEndpoint.class));
	}

	@Test
	void metricsOfARouterAndOfHeartbeatsNeedThem() {
		this.runner.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("zmqf.client.address=tcp://127.0.0.1:1")
			.run((context) -> assertThat(context).hasSingleBean(TransportMetrics.class)
				.doesNotHaveBean(RouterMetrics.class)
				.doesNotHaveBean(HeartbeatMetrics.class));
	}

	@Test
	void healthCanBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.zmqf.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("zmqfHealthContributor"));
	}

	@Test
	void anOwnHealthIndicatorTakesThePlace() {
		this.runner.withBean("zmqfHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(CompositeHealthContributor.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.health", "org.springframework.boot.actuate",
			"io.micrometer.core", "org.springframework.boot.micrometer.metrics",
			"org.springframework.boot.micrometer.observation", "io.micrometer.tracing" })
	void anApplicationAnswersWithoutEachOfThem(String missing) {
		ZmqTestContexts.runner()
			.withConfiguration(org.springframework.boot.autoconfigure.AutoConfigurations.of(
					ZmqHeartbeatAutoConfiguration.class, ZmqObservabilityAutoConfiguration.class,
					ZmqHealthAutoConfiguration.class, ZmqMetricsAutoConfiguration.class,
					ZmqObservationAutoConfiguration.class, ZmqEndpointAutoConfiguration.class))
			.withBean(HandlerRegistry.class, () -> Echo.handlers("worker"))
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> {
				assertThat(context.getBean(ZmqClient.class).request("echo", 1, JsonNode.class).path("echo").intValue())
					.isOne();
				assertThat(context).hasSingleBean(LocalNodes.class).doesNotHaveBean(TransportMetrics.class);
			});
	}

	@Test
	void anObservationRegistryAloneIsEnoughToObserve() {
		this.runner.withBean("own", ObservationRegistry.class, ObservationRegistry::create)
			.run((context) -> assertThat(context).hasSingleBean(RequestInstrumentation.class));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void longTaskTimersCanBeIgnored(boolean ignored) {
		this.runner.withBean(SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues(
					"management.metrics.observations.ignored-meters=" + (ignored ? IgnoredMeters.LONG_TASK_TIMER : ""))
			.withBean(HandlerRegistry.class, () -> Echo.handlers("worker"))
			.run((context) -> {
				context.getBean(ZmqClient.class).request("echo", 1, JsonNode.class);
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.find("zmqf.client.requests").timer()).isNotNull();
				assertThat(meters.find("zmqf.client.requests.active").longTaskTimers()).hasSize(ignored ? 0 : 1);
			});
	}

}
