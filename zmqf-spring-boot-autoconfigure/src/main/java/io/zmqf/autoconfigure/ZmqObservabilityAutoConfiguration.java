package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.event.EventPublisher;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link io.zmqf.actuate.event.ZmqEvent events} of nodes, and
 * for the view of nodes that health, metrics and the endpoint share.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqHeartbeatAutoConfiguration.class)
@ConditionalOnZmqEnabled
public final class ZmqObservabilityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LocalNodes zmqLocalNodes(ConfigurableListableBeanFactory beanFactory, ObjectProvider<Router> router,
			ObjectProvider<HeartbeatReceiver> receiver, ObjectProvider<HeartbeatSenders> senders,
			ApplicationClients clients) {
		List<HeartbeatSender> sending = new ArrayList<>();
		senders.ifAvailable((all) -> sending.addAll(all.all()));
		return new LocalNodes(router.getIfAvailable(), List.copyOf(beanFactory.getBeansOfType(Worker.class).values()),
				() -> Stream.concat(clients.local().stream(), requestClients(beanFactory)).toList(),
				receiver.getIfAvailable(), sending);
	}

	/**
	 * Returns the {@link RequestClient} beans of the application that have been created
	 * so far.
	 */
	private static Stream<LocalClient> requestClients(ConfigurableListableBeanFactory beanFactory) {
		return Arrays.stream(beanFactory.getBeanNamesForType(RequestClient.class, true, false))
			.filter(beanFactory::containsSingleton)
			.map((name) -> beanFactory.getBean(name, RequestClient.class))
			.map((client) -> LocalClient.of(client.status().name(), () -> client));
	}

	@Bean(destroyMethod = "stop")
	@ConditionalOnMissingBean
	EventPublisher zmqEventPublisher(ApplicationEventPublisher publisher) {
		return new EventPublisher(publisher);
	}

}
