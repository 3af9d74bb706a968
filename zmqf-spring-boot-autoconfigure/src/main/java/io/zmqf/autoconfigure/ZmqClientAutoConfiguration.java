package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for {@link io.zmqf.client.ZmqClient}.
 */
@AutoConfiguration(after = ZmqWorkerAutoConfiguration.class)
@Import(ClientConfiguration.class)
public final class ZmqClientAutoConfiguration {

}
