package io.zmqf.autoconfigure;

import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.health.NodesHealth;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the health of nodes.
 */
@AutoConfiguration(after = ZmqObservabilityAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnEnabledHealthIndicator("zmqf")
public final class ZmqHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "zmqfHealthIndicator", "zmqfHealthContributor" })
	CompositeHealthContributor zmqfHealthContributor(LocalNodes nodes) {
		return NodesHealth.of(nodes);
	}

}
