package io.zmqf.autoconfigure;

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
 * Auto-configuration for the observation of requests, in clients and in handlers: their
 * metrics and their traces.
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
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		boolean present = ClassUtils.isPresent("io.micrometer.core.instrument.observation.MeterObservationHandler",
				classLoader)
				&& ClassUtils.isPresent("org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties",
						classLoader)
				&& ClassUtils.isPresent(
						"org.springframework.boot.micrometer.observation.autoconfigure.ObservationProperties",
						classLoader);
		RequestMeters meters = (present && observation != ZmqProperties.Observation.OBSERVATIONS)
				? (observation == ZmqProperties.Observation.METERS) ? MeterInstrumentation.create(beanFactory)
						: MeterInstrumentation.createIfSufficient(beanFactory)
				: null;
		if (meters == null && observation == ZmqProperties.Observation.METERS) {
			throw new PropertyException("zmqf.observation", "meters",
					"needs a MeterRegistry, and there is none, or no primary one",
					"Add spring-boot-starter-actuator, annotate one with @Primary, or remove the property.");
		}
		return meters;
	}

}
