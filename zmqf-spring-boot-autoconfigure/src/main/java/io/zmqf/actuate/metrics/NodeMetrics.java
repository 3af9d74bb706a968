package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.RoleListener;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.worker.Worker;

/**
 * Measures the load of an application's nodes and the number of their peers. A client is
 * measured from its creation on.
 *
 * @since 0.1.0
 */
public final class NodeMetrics extends BoundMeters implements RoleListener {

	private final LocalNodes nodes;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Creates the metrics.
	 * @param nodes the nodes to measure
	 */
	public NodeMetrics(LocalNodes nodes) {
		this.nodes = nodes;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.nodes.router() != null) {
			bindRouter(registry, this.nodes.router());
		}
		this.nodes.workers().forEach((worker) -> bindWorker(registry, worker));
		this.registries.add(registry);
		bindClients();
		if (this.nodes.heartbeatReceiver() != null) {
			bindReceiver(registry, this.nodes.heartbeatReceiver());
		}
		this.nodes.heartbeatSenders()
			.stream()
			.map((sender) -> sender.type())
			.distinct()
			.forEach((type) -> bindSenders(registry, type));
	}

	private void bindRouter(MeterRegistry registry, Router router) {
		routerGauge(registry, router, "zmqf.router.requests.active", "Requests in flight at workers",
				RouterStatus::inFlight);
		routerGauge(registry, router, "zmqf.router.requests.queued", "Queued requests", RouterStatus::waiting);
		routerGauge(registry, router, "zmqf.router.workers", "Workers that accept requests, if the strategy knows them",
				(status) -> status.knowsWorkers()
						? status.workers().stream().filter((worker) -> !worker.leaving()).count() : Double.NaN);
	}

	private void routerGauge(MeterRegistry registry, Router router, String name, String description,
			ToDoubleFunction<RouterStatus> value) {
		gauge(registry, name, description, router, (source) -> {
			RouterStatus status = source.status();
			return (status != null) ? value.applyAsDouble(status) : 0;
		});
	}

	private void bindWorker(MeterRegistry registry, Worker worker) {
		String role = worker.type().wireName();
		gauge(registry, "zmqf.worker.requests.active", "Requests in flight", worker,
				(source) -> source.status().inHand(), "role", role);
		gauge(registry, "zmqf.worker.requests.abandoned", "Requests whose handlers still run after the deadline",
				worker, (source) -> source.status().abandoned(), "role", role);
		gauge(registry, "zmqf.worker.capacity", "Maximum number of concurrent requests of all sockets", worker,
				(source) -> source.status().capacity(), "role", role);
	}

	@Override
	public void started(String role, List<String> endpoints) {
		bindClients();
	}

	private void bindClients() {
		this.nodes.clients()
			.get()
			.forEach((client) -> this.registries.forEach((registry) -> bindClient(registry, client.role())));
	}

	private void bindClient(MeterRegistry registry, String role) {
		gauge(registry, "zmqf.client.requests.pending", "Requests in flight", this.nodes,
				(source) -> pending(source, role), "client", role);
	}

	private static int pending(LocalNodes nodes, String role) {
		return nodes.clients()
			.get()
			.stream()
			.filter((client) -> client.role().equals(role))
			.map((client) -> client.current().get())
			.filter(Objects::nonNull)
			.mapToInt((client) -> client.status().inFlight())
			.sum();
	}

	private void bindReceiver(MeterRegistry registry, HeartbeatReceiver receiver) {
		gauge(registry, "zmqf.heartbeat.nodes", "Connected nodes", receiver, (source) -> source.status().clients(),
				"type", NodeType.CLIENT.wireName());
		gauge(registry, "zmqf.heartbeat.nodes", "Connected nodes", receiver, (source) -> source.status().workers(),
				"type", NodeType.WORKER.wireName());
	}

	private void bindSenders(MeterRegistry registry, NodeType type) {
		gauge(registry, "zmqf.heartbeat.receivers", "Receivers that answer the heartbeats of this node", this.nodes,
				(source) -> source.heartbeatSenders()
					.stream()
					.filter((sender) -> sender.type() == type && sender.status().alive())
					.count(),
				"type", type.wireName());
	}

}
