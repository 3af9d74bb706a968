package io.zmqf.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Overrides the application's addresses with those of a test. It is part of the key of
 * the context cache.
 *
 * @param clients the address of all clients, or an empty string for an address in memory
 */
record TestAddresses(String clients) implements ContextCustomizer {

	/**
	 * The address of the mock server. Names inside a process are separate for each
	 * context.
	 */
	static final String MOCK_SERVER = "inproc://zmqf-mock-server";

	static final List<String> PROPERTIES = List.of("zmqf.router.frontend", "zmqf.router.backend", "zmqf.worker.router",
			"zmqf.server.address", "zmqf.client.address", "zmqf.heartbeat.address");

	private static final String SOURCE = "zmqfTestAddresses";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		// after the environment is complete, and before conditions are evaluated
		context.addBeanFactoryPostProcessor(
				(BeanDefinitionRegistryPostProcessor) (registry) -> apply(context.getEnvironment()));
	}

	private void apply(ConfigurableEnvironment environment) {
		Map<String, Object> addresses = new HashMap<>();
		PROPERTIES.forEach((property) -> addresses.put(property, ""));
		addresses.put("zmqf.client.address", this.clients);
		if (this.clients.isEmpty()) {
			addresses.put("zmqf.in-memory", "always");
		}
		Binder.get(environment)
			.bind("zmqf.clients", Bindable.mapOf(String.class, Object.class))
			.orElse(Map.of())
			.keySet()
			.forEach((name) -> addresses
				.put("zmqf.clients" + (name.contains(".") ? "[" + name + "]" : "." + name) + ".address", this.clients));
		environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, addresses));
	}

	/** Finds the annotations of test classes. */
	static class Factory implements ContextCustomizerFactory {

		@Override
		public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> attributes) {
			if (TestContextAnnotationUtils.hasAnnotation(testClass, ZmqClientTest.class)) {
				return new TestAddresses(MOCK_SERVER);
			}
			return TestContextAnnotationUtils.hasAnnotation(testClass, AutoConfigureTestZmqTransport.class)
					? new TestAddresses("") : null;
		}

	}

}
