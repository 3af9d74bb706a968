package io.zmqf.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.observation.ObservedHandlers;
import io.zmqf.actuate.observation.ObservedRequests;
import io.zmqf.actuate.observation.RequestMeterObservationHandler;
import io.zmqf.actuate.observation.ZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.ZmqHandlerRequestObservationConvention;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration for the observation of requests, in clients and in handlers: their
 * metrics and their traces.
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
	ObservedRequests zmqObservedRequests(ObservationRegistry registry,
			ObjectProvider<ZmqClientRequestObservationConvention> convention) {
		return new ObservedRequests(registry, convention.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ObservedHandlers zmqObservedHandlers(ObservationRegistry registry,
			ObjectProvider<ZmqHandlerRequestObservationConvention> convention) {
		return new ObservedHandlers(registry, convention.getIfAvailable());
	}

	/** Where Boot measures observations, and nobody else does. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ DefaultMeterObservationHandler.class, MetricsProperties.class })
	@ConditionalOnBean({ DefaultMeterObservationHandler.class, MetricsProperties.class, MeterRegistry.class })
	@ConditionalOnSingleCandidate(MeterObservationHandler.class)
	static class MeterConfiguration {

		@Bean
		@Order(0)
		RequestMeterObservationHandler zmqRequestMeterObservationHandler(MeterRegistry registry,
				DefaultMeterObservationHandler standard, MetricsProperties properties) {
			return new RequestMeterObservationHandler(registry, standard,
					!properties.getObservations().getIgnoredMeters().contains(IgnoredMeters.LONG_TASK_TIMER));
		}

	}

}
