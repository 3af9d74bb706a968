package io.zmqf.actuate.health;

import java.util.List;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientStatus;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;

import org.springframework.boot.health.contributor.Health;

/** The health of a role that needs a connection to a peer. */
final class ConnectingHealth {

	private ConnectingHealth() {
	}

	/** Returns the health of a client, which needs a router or a server. */
	static Health of(LocalClient client, List<SenderStatus> senders) {
		RequestClient current = client.current().get();
		if (current == null) {
			return Health.unknown().withDetail(Details.REASON, "Not opened before the first request").build();
		}
		ClientStatus status = current.status();
		return of(status.sockets(), senders, "router or server").withDetail("requestsInFlight", status.inFlight())
			.build();
	}

	/** Returns the health of a worker, which needs a router. */
	static Health of(Worker worker, List<SenderStatus> senders) {
		WorkerStatus status = worker.status();
		return of(status.sockets(), senders, "router").withDetail("requestsInFlight", status.inHand())
			.withDetail("requestsAbandoned", status.abandoned())
			.build();
	}

	/**
	 * Checks the connections and the heartbeats of a role. Heartbeats reveal a peer that
	 * disappeared without closing its connection.
	 * @param sockets the sockets of the role, of which one must be connected
	 * @param senders the status of its heartbeat senders, empty if it sends none
	 * @param peer the kind of peer that it connects to
	 * @return the health, to which details can be added
	 */
	private static Health.Builder of(List<SocketStatus> sockets, List<SenderStatus> senders, String peer) {
		if (Details.isClosed(sockets)) {
			return Health.down().withDetail(Details.REASON, "Not running");
		}
		Health.Builder health = Health.up();
		if (sockets.stream().noneMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED)) {
			health.outOfService().withDetail(Details.REASON, "No " + peer + " is connected");
		}
		else if (sockets.stream().noneMatch(ConnectingHealth::isAccepted)) {
			health.outOfService().withDetail(Details.REASON, "No " + peer + " accepts the connection, see rejection");
		}
		else if (Details.isUnanswered(senders)) {
			health.outOfService().withDetail(Details.REASON, "No receiver answers the heartbeats");
		}
		health.withDetail("sockets", Details.of(sockets));
		Details.add(health, senders);
		return health;
	}

	private static boolean isAccepted(SocketStatus socket) {
		return socket.state() == SocketStatus.State.CONNECTED && socket.rejection() == null;
	}

}
