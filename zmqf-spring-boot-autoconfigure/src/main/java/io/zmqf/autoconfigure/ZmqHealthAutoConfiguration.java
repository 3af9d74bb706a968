package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the health of nodes.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqObservabilityAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@Import(HealthConfiguration.class)
@ConditionalOnZmqEnabled
public final class ZmqHealthAutoConfiguration {

}
