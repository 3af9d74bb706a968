package io.zmqf.autoconfigure;

import java.util.List;

import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.observation.RequestInstrumentation;
import io.zmqf.actuate.observation.RequestMeters;
import io.zmqf.actuate.observation.RequestObservations;
import io.zmqf.actuate.observation.ZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.ZmqHandlerRequestObservationConvention;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

/**
 * Auto-configuration for observations of requests in clients and handlers, with their
 * metrics and traces.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		afterName = { "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnZmqEnabled
public final class ZmqObservationAutoConfiguration {

	/** The names of the classes that meters without observations require. */
	private static final List<String> NEEDED = List.of(
			"io.micrometer.core.instrument.observation.MeterObservationHandler",
			"org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties",
			"org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties");

	@Bean
	@ConditionalOnMissingBean
	RequestInstrumentation zmqRequestInstrumentation(ZmqProperties properties, ObservationRegistry registry,
			ObjectProvider<ZmqClientRequestObservationConvention> client,
			ObjectProvider<ZmqHandlerRequestObservationConvention> handler,
			ConfigurableListableBeanFactory beanFactory) {
		RequestMeters meters = meters(properties.observation(), beanFactory);
		return (meters != null) ? meters
				: new RequestObservations(registry, client.getIfAvailable(), handler.getIfAvailable());
	}

	private static @Nullable RequestMeters meters(ZmqProperties.Observation observation,
			ConfigurableListableBeanFactory beanFactory) {
		boolean always = observation == ZmqProperties.Observation.METERS;
		RequestMeters meters = (observation != ZmqProperties.Observation.OBSERVATIONS
				&& NEEDED.stream().allMatch((name) -> ClassUtils.isPresent(name, beanFactory.getBeanClassLoader())))
						? MeterInstrumentation.create(always, beanFactory) : null;
		if (meters == null && always) {
			throw new PropertyException("zmqf.observation", "meters",
					"needs a MeterRegistry, but there is none, or several without a primary one",
					"Add spring-boot-starter-actuator, annotate one with @Primary, or remove the property.");
		}
		return meters;
	}

}
