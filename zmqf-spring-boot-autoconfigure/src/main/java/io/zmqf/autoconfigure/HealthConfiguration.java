package io.zmqf.autoconfigure;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.health.NodesHealth;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configuration for the health of nodes, unless it is disabled. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnEnabledHealthIndicator("zmqf")
class HealthConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "zmqfHealthIndicator", "zmqfHealthContributor" })
	NodesHealth zmqfHealthContributor(LocalNodes nodes, ObjectProvider<TransportLiveness> liveness) {
		return new NodesHealth(nodes, () -> {
			TransportLiveness available = liveness.getIfAvailable();
			return (available != null) ? available.reason() : null;
		});
	}

}
