package io.zmqf.autoconfigure;

import io.zmqf.client.ZmqClient;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications for tests, with all of the auto-configuration. */
public final class ZmqTestContexts {

	private ZmqTestContexts() {
	}

	/**
	 * A bean that needs the client.
	 *
	 * @param client the client
	 */
	public record Caller(ZmqClient client) {
	}

	/**
	 * Creates an application without properties.
	 * @return the runner of the application
	 */
	public static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
				ZmqTransportAutoConfiguration.class, ZmqRouterAutoConfiguration.class,
				ZmqHandlerAutoConfiguration.class, ZmqWorkerAutoConfiguration.class, ZmqClientAutoConfiguration.class));
	}

}
