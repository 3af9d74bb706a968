package io.zmqf.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications for tests, with all of the auto-configuration. */
public final class ZmqTestContexts {

	private ZmqTestContexts() {
	}

	/**
	 * An application without any property.
	 * @return what runs it
	 */
	public static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
				ZmqTransportAutoConfiguration.class, ZmqRouterAutoConfiguration.class,
				ZmqHandlerAutoConfiguration.class, ZmqWorkerAutoConfiguration.class, ZmqClientAutoConfiguration.class));
	}

}
