package io.zmqf.autoconfigure;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.router.Router;
import io.zmqf.transport.Transport;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerListener;
import io.zmqf.worker.WorkerSettings;
import io.zmqf.worker.ZmqHandlerExecutor;
import io.zmqf.worker.ZmqWorkerCustomizer;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for the worker that connects to routers, and for the server that
 * clients connect to.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { ZmqRouterAutoConfiguration.class, ZmqHandlerAutoConfiguration.class })
@ConditionalOnZmqEnabled
public final class ZmqWorkerAutoConfiguration {

	/** The name of the worker bean, whose identity heartbeats contain. */
	static final String WORKER = "zmqWorker";

	/** The name of the server bean, whose address is the default address of clients. */
	static final String SERVER = "zmqServer";

	@Bean
	@ConditionalOnMissingBean
	ZmqHandlerExecutor zmqHandlerExecutor(Environment environment, ConfigurableBeanFactory beanFactory) {
		return new ZmqHandlerExecutor(
				ThreadPools.unlimited("zmqf-handler-", environment, beanFactory.getBeanClassLoader()), true);
	}

	@Bean(WORKER)
	@ConditionalOnZmqRole(Role.WORKER)
	@ConditionalOnMissingBean(name = WORKER)
	Worker zmqWorker(ZmqSettingsFactory settings, HandlerRegistry handlers, ZmqHandlerExecutor executor,
			Transport transport, ObjectProvider<WorkerListener> listeners,
			ObjectProvider<ZmqWorkerCustomizer> customizers, ObjectProvider<Router> router) {
		Router own = router.getIfAvailable();
		return worker(settings.worker((own != null) ? own.backend() : null), settings, handlers, executor, transport,
				listeners, customizers);
	}

	@Bean
	@ConditionalOnZmqRole(Role.WORKER)
	@ConditionalOnBean(name = WORKER, search = SearchStrategy.CURRENT)
	NodeLifecycle zmqWorkerLifecycle(@Qualifier(WORKER) Worker worker, HandlerRegistry handlers,
			ZmqSettingsFactory settings, RoleContext context) {
		return NodeLifecycle.of(worker, handlers, settings.isInMemory(), context);
	}

	@Bean(SERVER)
	@ConditionalOnZmqRole(Role.SERVER)
	@ConditionalOnMissingBean(name = SERVER)
	Worker zmqServer(ZmqSettingsFactory settings, HandlerRegistry handlers, ZmqHandlerExecutor executor,
			Transport transport, ObjectProvider<WorkerListener> listeners,
			ObjectProvider<ZmqWorkerCustomizer> customizers) {
		return worker(settings.server(), settings, handlers, executor, transport, listeners, customizers);
	}

	@Bean
	@ConditionalOnZmqRole(Role.SERVER)
	@ConditionalOnBean(name = SERVER, search = SearchStrategy.CURRENT)
	NodeLifecycle zmqServerLifecycle(@Qualifier(SERVER) Worker server, HandlerRegistry handlers,
			ZmqSettingsFactory settings, RoleContext context) {
		return NodeLifecycle.of(server, handlers, settings.isInMemory(), context);
	}

	private static Worker worker(WorkerSettings properties, ZmqSettingsFactory settings, HandlerRegistry handlers,
			ZmqHandlerExecutor executor, Transport transport, ObjectProvider<WorkerListener> listeners,
			ObjectProvider<ZmqWorkerCustomizer> customizers) {
		WorkerSettings customized = properties;
		for (ZmqWorkerCustomizer customizer : customizers.orderedStream().toList()) {
			customized = customizer.customize(customized);
		}
		return new Worker(customized, handlers, ThreadPools.otherThreads(executor.executor(), ZmqHandlerExecutor.class),
				transport, CompositeListener.of(WorkerListener.class, listeners.orderedStream().toList()),
				settings.requestLog(properties.type().wireName()));
	}

}
