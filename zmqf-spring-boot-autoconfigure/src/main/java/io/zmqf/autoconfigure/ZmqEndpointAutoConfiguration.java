package io.zmqf.autoconfigure;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.worker.HandlerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the actuator endpoint that shows nodes.
 */
@AutoConfiguration(after = ZmqObservabilityAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(ZmqEndpoint.class)
public final class ZmqEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqEndpoint zmqEndpoint(LocalNodes nodes, ObjectProvider<HandlerRegistry> handlers) {
		return new ZmqEndpoint(nodes, handlers.getIfAvailable());
	}

}
