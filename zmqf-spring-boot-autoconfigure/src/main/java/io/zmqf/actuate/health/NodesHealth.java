package io.zmqf.actuate.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The health of an application's nodes by role. Clients are looked up for each request,
 * because a client is created only on demand. The checks neither block nor send anything.
 *
 * @since 0.1.0
 */
public final class NodesHealth implements CompositeHealthContributor {

	private final LocalNodes nodes;

	private final Supplier<@Nullable String> blocked;

	private final Map<String, HealthIndicator> indicators = new LinkedHashMap<>();

	/**
	 * Creates the health of nodes.
	 * @param nodes the nodes
	 * @param blocked supplies the reason why nothing can be sent or received at present,
	 * or {@code null}
	 */
	public NodesHealth(LocalNodes nodes, Supplier<@Nullable String> blocked) {
		this.nodes = nodes;
		this.blocked = blocked;
		Router router = nodes.router();
		if (router != null) {
			this.indicators.put(NodeType.ROUTER.wireName(),
					unlessBlocked(() -> BindingHealth.of(router, nodes.heartbeatReceiver())));
		}
		for (Worker worker : nodes.workers()) {
			this.indicators.put(worker.type().wireName(),
					unlessBlocked((worker.type() == NodeType.SERVER)
							? () -> BindingHealth.of(worker, nodes.heartbeatReceiver())
							: () -> ConnectingHealth.of(worker, senders(NodeType.WORKER))));
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
		return unlessBlocked(() -> ConnectingHealth.of(client, senders(NodeType.CLIENT)));
	}

	/** Reports a node as down while it can neither send nor receive. */
	private HealthIndicator unlessBlocked(Supplier<Health> looking) {
		return () -> {
			Health health = looking.get();
			String reason = this.blocked.get();
			return (reason == null) ? health
					: Health.down().withDetails(health.getDetails()).withDetail(Details.REASON, reason).build();
		};
	}

	private List<SenderStatus> senders(NodeType type) {
		return this.nodes.heartbeatSenders()
			.stream()
			.filter((sender) -> sender.type() == type)
			.map(HeartbeatSender::status)
			.toList();
	}

}
