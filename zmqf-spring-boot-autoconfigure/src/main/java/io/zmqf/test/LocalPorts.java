package io.zmqf.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Puts the ports that roles are bound to into the environment of each test. */
record LocalPorts() implements ContextCustomizer {

	private static final String SOURCE = "zmqfLocalPorts";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		context.getBeanFactory()
			.registerSingleton("zmqfLocalPorts", new Publisher(context.getBeanFactory(), context.getEnvironment()));
	}

	/** Looks at the roles after they have started, and after each restart. */
	private static final class Publisher implements SmartLifecycle {

		private final ListableBeanFactory beans;

		private final ConfigurableEnvironment environment;

		private volatile boolean running;

		Publisher(ListableBeanFactory beans, ConfigurableEnvironment environment) {
			this.beans = beans;
			this.environment = environment;
		}

		@Override
		public void start() {
			Map<String, Object> ports = new HashMap<>();
			publish(Router.class, "router.frontend", Router::frontend, ports);
			publish(Router.class, "router.backend", Router::backend, ports);
			publish(HeartbeatReceiver.class, "heartbeat", HeartbeatReceiver::endpoint, ports);
			publish(Worker.class, "server",
					(worker) -> (worker.type() == NodeType.SERVER) ? worker.endpoints().get(0) : null, ports);
			for (String role : List.of("router.frontend", "server")) {
				Object port = ports.get("local.zmqf." + role + ".port");
				if (port != null) {
					ports.put("local.zmqf.port", port);
				}
			}
			this.environment.getPropertySources().remove(SOURCE);
			this.environment.getPropertySources().addFirst(new MapPropertySource(SOURCE, ports));
			this.running = true;
		}

		private <T> void publish(Class<T> type, String role, Function<T, @Nullable Endpoint> endpoint,
				Map<String, Object> ports) {
			this.beans.getBeanProvider(type).stream().forEach((node) -> {
				if (endpoint.apply(node) instanceof Endpoint.Tcp tcp && tcp.port() > 0) {
					ports.put("local.zmqf." + role + ".port", tcp.port());
				}
			});
		}

		@Override
		public void stop() {
			this.environment.getPropertySources().remove(SOURCE);
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return DEFAULT_PHASE;
		}

	}

	/** Has no condition: an application without roles has no ports. */
	static class Factory implements ContextCustomizerFactory {

		@Override
		public ContextCustomizer createContextCustomizer(Class<?> testClass,
				List<ContextConfigurationAttributes> attributes) {
			return new LocalPorts();
		}

	}

}
