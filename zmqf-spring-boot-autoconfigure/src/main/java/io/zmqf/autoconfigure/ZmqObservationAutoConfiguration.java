package io.zmqf.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.zmqf.actuate.observation.ObservedHandlers;
import io.zmqf.actuate.observation.ObservedRequests;
import io.zmqf.actuate.observation.ZmqClientRequestObservationConvention;
import io.zmqf.actuate.observation.ZmqHandlerRequestObservationConvention;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the observation of requests, in clients and in handlers: their
 * metrics and their traces.
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBean(ObservationRegistry.class)
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

}
