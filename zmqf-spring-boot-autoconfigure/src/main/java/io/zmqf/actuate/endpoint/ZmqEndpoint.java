package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ZmqDescriptor.ClientDescriptor;
import io.zmqf.actuate.endpoint.ZmqDescriptor.ReceiverDescriptor;
import io.zmqf.actuate.endpoint.ZmqDescriptor.RouterDescriptor;
import io.zmqf.actuate.endpoint.ZmqDescriptor.WorkerDescriptor;
import io.zmqf.client.ClientStatus;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.ReceiverStatus;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * {@link Endpoint @Endpoint} to expose the application's nodes, their peers and their
 * load. It never exposes the content of messages.
 *
 * @since 0.1.0
 */
@Endpoint(id = "zmqf")
public final class ZmqEndpoint {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final int MAX_CLIENTS = 1000;

	private final LocalNodes nodes;

	private final @Nullable HandlerRegistry handlers;

	/**
	 * Creates the endpoint.
	 * @param nodes the nodes to expose
	 * @param handlers the handlers, or {@code null} if there are none
	 */
	public ZmqEndpoint(LocalNodes nodes, @Nullable HandlerRegistry handlers) {
		this.nodes = nodes;
		this.handlers = handlers;
	}

	/**
	 * Returns the description of all nodes. Waits at most one second for their loops.
	 * Data that they do not report in time is left out.
	 * @return the description
	 */
	@ReadOperation(producesFrom = ZmqFormat.class)
	public ZmqDescriptor nodes() {
		DeadlineFutures deadlines = new DeadlineFutures(PATIENCE);
		Supplier<@Nullable RouterDescriptor> router = router(deadlines);
		Map<String, Supplier<WorkerDescriptor>> workers = new LinkedHashMap<>();
		for (Worker worker : this.nodes.workers()) {
			workers.put(worker.type().wireName(), worker(worker, deadlines));
		}
		Map<String, Supplier<ClientDescriptor>> clients = new LinkedHashMap<>();
		for (LocalClient client : this.nodes.clients().get()) {
			clients.put(client.role(), client(client.current().get(), deadlines));
		}
		Supplier<@Nullable ReceiverDescriptor> receiver = receiver(deadlines);
		return new ZmqDescriptor(router.get(), answers(workers), answers(clients), receiver.get(),
				this.nodes.heartbeatSenders()
					.stream()
					.map((sender) -> new ZmqDescriptor.SenderDescriptor(sender.type().wireName(), sender.status()))
					.toList(),
				(this.handlers != null) ? this.handlers.descriptions() : Map.of());
	}

	private static <T> Map<String, T> answers(Map<String, Supplier<T>> waits) {
		Map<String, T> answers = new LinkedHashMap<>();
		waits.forEach((name, wait) -> answers.put(name, wait.get()));
		return answers;
	}

	private Supplier<@Nullable RouterDescriptor> router(DeadlineFutures deadlines) {
		Router router = this.nodes.router();
		if (router == null) {
			return () -> null;
		}
		Supplier<@Nullable Duration> oldest = deadlines.limit(router.oldestRequest());
		RouterStatus status = router.status();
		if (status == null) {
			return () -> new RouterDescriptor(false, List.of(), null, List.of(), 0, 0, 0, null);
		}
		return () -> new RouterDescriptor(true, List.of(status.frontend(), status.backend()),
				status.knowsWorkers() ? status.workers() : null, router.clients(MAX_CLIENTS), router.clientCount(),
				status.inFlight(), status.waiting(), oldest.get());
	}

	private static Supplier<WorkerDescriptor> worker(Worker worker, DeadlineFutures deadlines) {
		Supplier<@Nullable Duration> oldest = deadlines.limit(worker.oldestRequest());
		WorkerStatus status = worker.status();
		return () -> new WorkerDescriptor(worker.identity().toString(), !status.sockets().isEmpty(), status.sockets(),
				status.inHand(), status.abandoned(), status.capacity(), oldest.get());
	}

	private static Supplier<ClientDescriptor> client(@Nullable RequestClient client, DeadlineFutures deadlines) {
		if (client == null) {
			return () -> new ClientDescriptor(List.of(), 0, null);
		}
		Supplier<@Nullable Duration> oldest = deadlines.limit(client.oldestRequest());
		ClientStatus status = client.status();
		return () -> new ClientDescriptor(status.sockets(), status.inFlight(), oldest.get());
	}

	private Supplier<@Nullable ReceiverDescriptor> receiver(DeadlineFutures deadlines) {
		HeartbeatReceiver receiver = this.nodes.heartbeatReceiver();
		if (receiver == null) {
			return () -> null;
		}
		Supplier<@Nullable List<Node>> known = deadlines.limit(receiver.nodes());
		ReceiverStatus status = receiver.status();
		return () -> new ReceiverDescriptor(status.socket(), status.lastHeartbeat(), known.get());
	}

}
