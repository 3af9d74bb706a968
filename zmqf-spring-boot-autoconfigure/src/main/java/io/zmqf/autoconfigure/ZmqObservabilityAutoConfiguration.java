package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.event.EventPublisher;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the {@link io.zmqf.actuate.event.ZmqEvent events} of nodes, and
 * for what health, metrics and the endpoint look at.
 */
@AutoConfiguration(after = ZmqHeartbeatAutoConfiguration.class)
public final class ZmqObservabilityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LocalNodes zmqLocalNodes(ListableBeanFactory beanFactory, ObjectProvider<Router> router,
			ObjectProvider<HeartbeatReceiver> receiver, ObjectProvider<HeartbeatSenders> senders) {
		List<LocalClient> clients = new ArrayList<>();
		beanFactory.getBeansOfType(ApplicationClient.class).values().forEach((client) -> clients.add(client.local()));
		for (RequestClient client : beanFactory.getBeansOfType(RequestClient.class).values()) {
			clients.add(new LocalClient(client.status().name(), () -> client));
		}
		List<HeartbeatSender> sending = new ArrayList<>();
		senders.ifAvailable((all) -> sending.addAll(all.all()));
		return new LocalNodes(router.getIfAvailable(), List.copyOf(beanFactory.getBeansOfType(Worker.class).values()),
				clients, receiver.getIfAvailable(), sending);
	}

	@Bean
	@ConditionalOnMissingBean
	EventPublisher zmqEventPublisher(ApplicationEventPublisher publisher) {
		return new EventPublisher(publisher);
	}

	@Bean
	EventLifecycle zmqEventLifecycle(EventPublisher publisher) {
		return new EventLifecycle(publisher);
	}

}
