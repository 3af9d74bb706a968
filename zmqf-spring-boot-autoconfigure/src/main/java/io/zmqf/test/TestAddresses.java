package io.zmqf.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Puts addresses of a test before those of the application, as a part of the key of the
 * context cache.
 *
 * @param clients the address of all clients, empty for one in memory
 */
record TestAddresses(String clients) implements ContextCustomizer {

	/** Names inside a process belong to one context. */
	static final String MOCK_SERVER = "inproc://zmqf-mock-server";

	static final List<String> PROPERTIES = List.of("zmqf.router.frontend", "zmqf.router.backend", "zmqf.worker.router",
			"zmqf.server.address", "zmqf.client.address", "zmqf.heartbeat.address");

	private static final String SOURCE = "zmqfTestAddresses";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		// later than all who add properties to the environment, and before the conditions
		context.addBeanFactoryPostProcessor(new First(context.getEnvironment(), this));
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
			.forEach((name) -> addresses.put("zmqf.clients." + name + ".address", this.clients));
		environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, addresses));
	}

	/**
	 * Changes the environment before any bean is defined.
	 *
	 * @param environment the environment
	 * @param addresses the addresses of the test
	 */
	private record First(ConfigurableEnvironment environment,
			TestAddresses addresses) implements BeanDefinitionRegistryPostProcessor, PriorityOrdered {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			this.addresses.apply(this.environment);
		}

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		}

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

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
