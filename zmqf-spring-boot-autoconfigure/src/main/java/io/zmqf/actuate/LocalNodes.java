package io.zmqf.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of this application, for monitoring.
 *
 * @param router the router, or {@code null} if there is none
 * @param workers the worker and the server, if present
 * @param clients supplies the current clients
 * @param heartbeatReceiver the receiver of heartbeats, or {@code null} if there is none
 * @param heartbeatSenders the senders of heartbeats, one for each receiver and type of
 * node
 * @since 0.1.0
 */
public record LocalNodes(@Nullable Router router, List<Worker> workers, Supplier<List<LocalClient>> clients,
		@Nullable HeartbeatReceiver heartbeatReceiver, List<HeartbeatSender> heartbeatSenders) {

	public LocalNodes {
		workers = List.copyOf(workers);
		heartbeatSenders = List.copyOf(heartbeatSenders);
	}

	/**
	 * Returns the open clients.
	 * @return the clients
	 */
	public Stream<RequestClient> openClients() {
		return this.clients.get().stream().map((client) -> client.current().get()).filter(Objects::nonNull);
	}

	/**
	 * Returns the status of all sockets. Does not block.
	 * @return the sockets of all started nodes
	 */
	public List<SocketStatus> sockets() {
		List<SocketStatus> sockets = new ArrayList<>();
		RouterStatus routing = (this.router != null) ? this.router.status() : null;
		if (routing != null) {
			sockets.add(routing.frontend());
			sockets.add(routing.backend());
		}
		this.workers.forEach((worker) -> sockets.addAll(worker.status().sockets()));
		openClients().forEach((client) -> sockets.addAll(client.status().sockets()));
		if (this.heartbeatReceiver != null) {
			sockets.add(this.heartbeatReceiver.status().socket());
		}
		this.heartbeatSenders.stream()
			.map((sender) -> sender.status().socket())
			.filter(Objects::nonNull)
			.forEach(sockets::add);
		return sockets;
	}

}
