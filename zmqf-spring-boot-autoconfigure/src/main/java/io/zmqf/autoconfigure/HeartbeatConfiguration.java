package io.zmqf.autoconfigure;

import io.zmqf.actuate.Listeners;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.transport.Transport;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Heartbeats, where an address for them is set or no address at all. */
@Configuration(proxyBeanMethods = false)
class HeartbeatConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnHeartbeat({ Role.ROUTER, Role.SERVER })
	static class ReceivingConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HeartbeatReceiver zmqHeartbeatReceiver(PropertiesSettings settings, Environment environment,
				Transport transport, ObjectProvider<NodeListener> listeners) {
			boolean routes = Roles.of(environment).active().contains(Role.ROUTER);
			return new HeartbeatReceiver(settings.heartbeatReceiver(), routes ? NodeType.ROUTER : NodeType.SERVER,
					transport, Listeners.nodes(listeners.orderedStream().toList()));
		}

		@Bean
		NodeLifecycle zmqHeartbeatReceiverLifecycle(HeartbeatReceiver receiver, RoleAnnouncements announcements,
				ObjectProvider<LifecycleProperties> lifecycle) {
			return new NodeLifecycle(new HeartbeatReceiverNode(receiver), announcements,
					lifecycle.getIfAvailable(LifecycleProperties::new));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnHeartbeat({ Role.WORKER, Role.CLIENT })
	static class SendingConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HeartbeatSenders zmqHeartbeatSenders(PropertiesSettings settings, Environment environment, Transport transport,
				ObjectProvider<NodeListener> listeners, ObjectProvider<HeartbeatReceiver> receiver,
				@Qualifier(WorkerConfiguration.WORKER) ObjectProvider<Worker> worker) {
			HeartbeatSenders senders = new HeartbeatSenders(settings, receiver.getIfAvailable(), transport,
					Listeners.nodes(listeners.orderedStream().toList()));
			worker.ifAvailable((own) -> senders.add(own.identity(), NodeType.WORKER));
			if (Roles.of(environment).heartbeats().contains(Role.CLIENT)) {
				senders.add(settings.clientIdentity(), NodeType.CLIENT);
			}
			return senders;
		}

		@Bean
		NodeLifecycle zmqHeartbeatSendersLifecycle(HeartbeatSenders senders, RoleAnnouncements announcements,
				ObjectProvider<LifecycleProperties> lifecycle) {
			return new NodeLifecycle(new HeartbeatSendersNode(senders), announcements,
					lifecycle.getIfAvailable(LifecycleProperties::new));
		}

	}

}
