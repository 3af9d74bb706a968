package io.zmqf.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the actuator endpoint for nodes, and for the removal of secrets
 * from all endpoints.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqObservabilityAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@Import(EndpointConfiguration.class)
public final class ZmqEndpointAutoConfiguration {

	@Bean
	static SanitizingFunction zmqSecrets(ObjectProvider<ZmqProperties> properties) {
		return new SecretsSanitizer(() -> properties.getIfAvailable(ZmqProperties::byDefault).security());
	}

}
