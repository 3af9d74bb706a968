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
 * The nodes that run inside this application, to be looked at.
 *
 * @param router the router, {@code null} where there is none
 * @param workers the worker and the server, as far as they are there
 * @param clients a supplier of the clients that exist at the moment
 * @param heartbeatReceiver the receiver of heartbeats, {@code null} for none
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
	 * The clients that are open at this moment.
	 * @return the clients, without their names
	 */
	public Stream<RequestClient> openClients() {
		return this.clients.get().stream().map((client) -> client.current().get()).filter(Objects::nonNull);
	}

	/**
	 * How all sockets are, without waiting.
	 * @return those of the nodes that have started
	 */
	public List<SocketStatus> sockets() {
		List<SocketStatus> sockets = new ArrayList<>();
		RouterStatus routing = (this.router != null) ? this.router.status() : null;
		if (routing != null) {
			sockets.add(routing.frontend());
			sockets.add(routing.backend());
		}
		for (Worker worker : this.workers) {
			sockets.addAll(worker.status().sockets());
		}
		openClients().forEach((client) -> sockets.addAll(client.status().sockets()));
		if (this.heartbeatReceiver != null) {
			sockets.add(this.heartbeatReceiver.status().socket());
		}
		for (HeartbeatSender sender : this.heartbeatSenders) {
			SocketStatus socket = sender.status().socket();
			if (socket != null) {
				sockets.add(socket);
			}
		}
		return sockets;
	}

}
