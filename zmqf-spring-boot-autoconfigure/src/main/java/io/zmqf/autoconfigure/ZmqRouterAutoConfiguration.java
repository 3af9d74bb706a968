package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the router between clients and workers.
 */
@AutoConfiguration(after = ZmqTransportAutoConfiguration.class)
@Import(RouterConfiguration.class)
public final class ZmqRouterAutoConfiguration {

}
