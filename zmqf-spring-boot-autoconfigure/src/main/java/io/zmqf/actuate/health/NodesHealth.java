package io.zmqf.actuate.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.message.NodeType;
import io.zmqf.worker.Worker;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;

/** The health of an application's nodes, each by the name of its role. */
public final class NodesHealth {

	private NodesHealth() {
	}

	/**
	 * Looks at nodes; never waits, and never sends anything.
	 * @param nodes the nodes
	 * @return a component for each of them
	 */
	public static CompositeHealthContributor of(LocalNodes nodes) {
		Map<String, HealthIndicator> indicators = new LinkedHashMap<>();
		if (nodes.router() != null) {
			indicators.put(NodeType.ROUTER.wireName(),
					new RouterHealthIndicator(nodes.router(), nodes.heartbeatReceiver()));
		}
		for (Worker worker : nodes.workers()) {
			indicators.put(worker.type().wireName(),
					(worker.type() == NodeType.SERVER) ? new ServerHealthIndicator(worker, nodes.heartbeatReceiver())
							: new WorkerHealthIndicator(worker, () -> senders(nodes, NodeType.WORKER)));
		}
		for (LocalClient client : nodes.clients()) {
			indicators.put(client.role(), new ClientHealthIndicator(client, () -> senders(nodes, NodeType.CLIENT)));
		}
		return CompositeHealthContributor.fromMap(indicators);
	}

	private static List<SenderStatus> senders(LocalNodes nodes, NodeType type) {
		return nodes.heartbeatSenders()
			.stream()
			.filter((sender) -> sender.type() == type)
			.map(HeartbeatSender::status)
			.toList();
	}

}
