package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for what all roles share: the sockets and the JSON.
 */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties(ZmqProperties.class)
@Import(TransportConfiguration.class)
public final class ZmqTransportAutoConfiguration {

}
