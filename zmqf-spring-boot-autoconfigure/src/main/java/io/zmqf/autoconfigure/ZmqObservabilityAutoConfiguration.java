package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for the {@link io.zmqf.actuate.event.ZmqEvent events} of nodes, and
 * for what health, metrics and the endpoint look at.
 */
@AutoConfiguration(after = ZmqHeartbeatAutoConfiguration.class)
@Import(ObservabilityConfiguration.class)
public final class ZmqObservabilityAutoConfiguration {

}
