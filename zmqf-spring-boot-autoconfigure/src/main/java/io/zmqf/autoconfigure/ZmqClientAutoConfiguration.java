package io.zmqf.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

import io.zmqf.actuate.Listeners;
import io.zmqf.client.RequestObserver;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.JsonData;
import io.zmqf.router.Router;
import io.zmqf.transport.Transport;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for {@link io.zmqf.client.ZmqClient}.
 */
@AutoConfiguration(after = ZmqWorkerAutoConfiguration.class)
@Import(NamedClientsRegistrar.class)
public final class ZmqClientAutoConfiguration {

	/** What makes clients. */
	static final String CLIENTS = "zmqClients";

	/** The executor that asynchronous replies are completed on. */
	static final String EXECUTOR = "zmqClientExecutor";

	@Bean(name = EXECUTOR, defaultCandidate = false, destroyMethod = "shutdownNow")
	@ConditionalOnMissingBean(name = EXECUTOR)
	ExecutorService zmqClientExecutor(Environment environment) {
		return ThreadPools.replies(environment);
	}

	@Bean(CLIENTS)
	ApplicationClients zmqClients(PropertiesSettings settings, Transport transport, JsonData json,
			@Qualifier(EXECUTOR) Executor executor, ObjectProvider<Router> router,
			@Qualifier(ZmqWorkerAutoConfiguration.SERVER) ObjectProvider<Worker> server,
			ObjectProvider<RequestObserver> observers, RoleAnnouncements announcements,
			ObjectProvider<LifecycleProperties> lifecycle) {
		return new ApplicationClients(settings, new OwnAddress(router, server), transport, json, executor,
				Listeners.requests(observers.orderedStream().toList()), announcements,
				NodeLifecycle.stopTimeout(lifecycle.getIfAvailable(LifecycleProperties::new)));
	}

	@Bean
	@ConditionalOnRole(Role.CLIENT)
	@ConditionalOnMissingBean(ZmqClient.class)
	ApplicationClient zmqClient(ApplicationClients clients) {
		return clients.client();
	}

}
