package io.zmqf.actuate.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.message.NodeType;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of an application's nodes, each by the name of its role. Clients are looked
 * up at each request: one that nobody needs does not exist. Never waits, and never sends
 * anything.
 *
 * @since 0.1.0
 */
public final class NodesHealth implements CompositeHealthContributor {

	private final LocalNodes nodes;

	private final Map<String, HealthIndicator> indicators = new LinkedHashMap<>();

	/**
	 * Creates the health of nodes.
	 * @param nodes the nodes
	 */
	public NodesHealth(LocalNodes nodes) {
		this.nodes = nodes;
		if (nodes.router() != null) {
			this.indicators.put(NodeType.ROUTER.wireName(),
					new RouterHealthIndicator(nodes.router(), nodes.heartbeatReceiver()));
		}
		for (Worker worker : nodes.workers()) {
			this.indicators.put(worker.type().wireName(),
					(worker.type() == NodeType.SERVER) ? new ServerHealthIndicator(worker, nodes.heartbeatReceiver())
							: new WorkerHealthIndicator(worker, () -> senders(NodeType.WORKER)));
		}
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		HealthIndicator indicator = this.indicators.get(name);
		return (indicator != null) ? indicator
				: clients().filter((client) -> client.role().equals(name)).findFirst().map(this::client).orElse(null);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return Stream.concat(
				this.indicators.entrySet()
					.stream()
					.map((indicator) -> new HealthContributors.Entry(indicator.getKey(), indicator.getValue())),
				clients().map((client) -> new HealthContributors.Entry(client.role(), client(client))));
	}

	private Stream<LocalClient> clients() {
		return this.nodes.clients().get().stream();
	}

	private HealthIndicator client(LocalClient client) {
		return new ClientHealthIndicator(client, () -> senders(NodeType.CLIENT));
	}

	private List<SenderStatus> senders(NodeType type) {
		return this.nodes.heartbeatSenders()
			.stream()
			.filter((sender) -> sender.type() == type)
			.map(HeartbeatSender::status)
			.toList();
	}

}
