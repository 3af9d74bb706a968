package io.zmqf.autoconfigure;

import io.micrometer.context.ContextSnapshotFactory;
import io.zmqf.actuate.CompositeRequestObserver;
import io.zmqf.actuate.observation.CallerContext;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.ZmqClient;
import io.zmqf.client.ZmqClientCustomizer;
import io.zmqf.client.ZmqClientInterceptor;
import io.zmqf.client.ZmqReplyExecutor;
import io.zmqf.message.JsonData;
import io.zmqf.router.Router;
import io.zmqf.transport.Transport;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for {@link io.zmqf.client.ZmqClient}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqWorkerAutoConfiguration.class)
@ConditionalOnZmqEnabled
public final class ZmqClientAutoConfiguration {

	/** The name of the bean that creates the clients. */
	static final String CLIENTS = "zmqClients";

	/** The name of the client that is injected without a qualifier. */
	static final String CLIENT = "zmqClient";

	@Bean
	@Fallback // a child context may define its own
	@ConditionalOnMissingBean
	ZmqReplyExecutor zmqReplyExecutor(Environment environment, ConfigurableBeanFactory beanFactory) {
		return new ZmqReplyExecutor(ThreadPools.unlimited("zmqf-reply-", environment, beanFactory.getBeanClassLoader()),
				true);
	}

	@Bean
	static NamedClientsRegistrar zmqNamedClients(Environment environment, BeanFactory beanFactory) {
		return new NamedClientsRegistrar(environment, beanFactory);
	}

	@Bean(CLIENTS)
	ApplicationClients zmqClients(ZmqSettingsFactory settings, Transport transport, JsonData json,
			ZmqReplyExecutor executor, ObjectProvider<Router> router,
			@Qualifier(ZmqWorkerAutoConfiguration.SERVER) ObjectProvider<Worker> server,
			ObjectProvider<RequestObserver> observers, ObjectProvider<ZmqClientCustomizer> customizers,
			ObjectProvider<ZmqClientInterceptor> interceptors, RoleContext roles,
			ConfigurableApplicationContext context) {
		return new ApplicationClients(settings, new LocalEndpointResolver(router, server), transport, json,
				ThreadPools.otherThreads(executor.executor(), ZmqReplyExecutor.class),
				CompositeRequestObserver.of(observers.orderedStream().toList()),
				new ClientExtensions(customizers.orderedStream().toList(), interceptors.orderedStream().toList()),
				roles, context);
	}

	/**
	 * Propagates the context of the caller under the same conditions as Boot's task
	 * executors.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextSnapshotFactory.class)
	@ConditionalOnBooleanProperty("spring.task.execution.propagate-context")
	static class ContextPropagationConfiguration {

		@Bean
		CallerContext zmqCallerContext() {
			return new CallerContext();
		}

	}

	/**
	 * The default client. It is created on first use, or at the start if its address is
	 * set.
	 */
	@Lazy
	@Bean(CLIENT)
	@ConditionalOnZmqRole(Role.CLIENT)
	@ConditionalOnMissingBean(ZmqClient.class)
	ApplicationClient zmqClient(ApplicationClients clients) {
		return clients.named(null);
	}

	/**
	 * Creates the default client at the start if its address is set. Tests may replace it
	 * with a mock.
	 */
	@Bean
	@ConditionalOnBean(name = CLIENT, value = ApplicationClient.class, search = SearchStrategy.CURRENT)
	SmartInitializingSingleton zmqClientInitializer(ApplicationClients clients, ZmqSettingsFactory settings,
			@Qualifier(CLIENT) ObjectProvider<ZmqClient> client) {
		return () -> {
			if (settings.clients().hasAddress(null)) {
				client.getObject();
			}
			else {
				clients.check();
			}
		};
	}

}
