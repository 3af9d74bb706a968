package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration for methods with {@link io.zmqf.annotation.ZmqHandler @ZmqHandler}.
 */
@AutoConfiguration(after = ZmqTransportAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@Import(HandlerConfiguration.class)
public final class ZmqHandlerAutoConfiguration {

}
