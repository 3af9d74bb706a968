package io.zmqf.autoconfigure;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ZmqContractEndpointExtension;
import io.zmqf.actuate.endpoint.ZmqEndpoint;
import io.zmqf.contract.ZmqContract;
import io.zmqf.worker.HandlerRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint that shows nodes, where it is exposed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnAvailableEndpoint(ZmqEndpoint.class)
@ConditionalOnZmqEnabled
class EndpointConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ZmqEndpoint zmqEndpoint(LocalNodes nodes, ObjectProvider<HandlerRegistry> handlers) {
		return new ZmqEndpoint(nodes, handlers.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	ZmqContractEndpointExtension zmqContractEndpointExtension(ZmqContract contract) {
		return new ZmqContractEndpointExtension(contract);
	}

}
