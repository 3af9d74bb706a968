package io.zmqf.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.actuate.CompositeListener;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Transport;
import io.zmqf.worker.Worker;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration for heartbeats: routers and servers receive them, clients and
 * workers send them.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqClientAutoConfiguration.class)
@ConditionalOnZmqEnabled
public final class ZmqHeartbeatAutoConfiguration {

	@Bean
	@ConditionalOnZmqRole(value = { Role.ROUTER, Role.SERVER }, heartbeat = true)
	@ConditionalOnMissingBean
	HeartbeatReceiver zmqHeartbeatReceiver(ZmqSettingsFactory settings, BeanFactory beanFactory,
			Environment environment, Transport transport, ObjectProvider<NodeListener> listeners) {
		boolean routes = Roles.of(beanFactory, environment).active().contains(Role.ROUTER);
		return new HeartbeatReceiver(settings.heartbeats().receiver(), routes ? NodeType.ROUTER : NodeType.SERVER,
				transport, CompositeListener.of(NodeListener.class, listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnZmqRole(value = { Role.ROUTER, Role.SERVER }, heartbeat = true)
	@ConditionalOnBean(value = HeartbeatReceiver.class, search = SearchStrategy.CURRENT)
	NodeLifecycle zmqHeartbeatReceiverLifecycle(HeartbeatReceiver receiver, RoleContext context) {
		return NodeLifecycle.of(receiver, context);
	}

	@Bean
	@ConditionalOnZmqRole(value = { Role.WORKER, Role.CLIENT }, heartbeat = true)
	@ConditionalOnMissingBean
	HeartbeatSenders zmqHeartbeatSenders(ZmqSettingsFactory settings, BeanFactory beanFactory, Environment environment,
			Transport transport, ObjectProvider<NodeListener> listeners, ObjectProvider<HeartbeatReceiver> receiver,
			@Qualifier(ZmqWorkerAutoConfiguration.WORKER) ObjectProvider<Worker> worker) {
		Map<NodeType, NodeIdentity> nodes = new LinkedHashMap<>();
		worker.ifAvailable((own) -> nodes.put(NodeType.WORKER, own.identity()));
		if (Roles.of(beanFactory, environment).heartbeats().contains(Role.CLIENT)) {
			nodes.put(NodeType.CLIENT, settings.clientIdentity());
		}
		return HeartbeatSenders.of(nodes, settings.heartbeats(), receiver.getIfAvailable(), transport,
				CompositeListener.of(NodeListener.class, listeners.orderedStream().toList()));
	}

	@Bean
	@ConditionalOnZmqRole(value = { Role.WORKER, Role.CLIENT }, heartbeat = true)
	@ConditionalOnBean(value = HeartbeatSenders.class, search = SearchStrategy.CURRENT)
	NodeLifecycle zmqHeartbeatSendersLifecycle(HeartbeatSenders senders, RoleContext context) {
		return NodeLifecycle.of(senders, context);
	}

}
