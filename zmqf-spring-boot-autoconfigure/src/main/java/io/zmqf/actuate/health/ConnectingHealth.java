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

/** The health of a role that connects to others, and is nothing without them. */
final class ConnectingHealth {

	private ConnectingHealth() {
	}

	/** Whether a client has somebody to ask. */
	static Health of(LocalClient client, List<SenderStatus> senders) {
		RequestClient current = client.current().get();
		if (current == null) {
			return Health.unknown().withDetail(Details.REASON, "It is not open before its first request").build();
		}
		ClientStatus status = current.status();
		return of(status.sockets(), senders, "router or server").withDetail("requestsInFlight", status.inFlight())
			.build();
	}

	/** Whether a worker has a router. */
	static Health of(Worker worker, List<SenderStatus> senders) {
		WorkerStatus status = worker.status();
		return of(status.sockets(), senders, "router").withDetail("requestsInFlight", status.inHand())
			.withDetail("requestsAbandoned", status.abandoned())
			.build();
	}

	/**
	 * Looks at the connections of a role, and at its heartbeats: these tell of a peer
	 * that is gone without a word.
	 * @param sockets its sockets, of which one that is connected will do
	 * @param senders its heartbeats, none where none are sent
	 * @param peer the peer that they connect to
	 * @return its health, for further details
	 */
	private static Health.Builder of(List<SocketStatus> sockets, List<SenderStatus> senders, String peer) {
		if (Details.isClosed(sockets)) {
			return Health.down().withDetail(Details.REASON, "It does not run");
		}
		Health.Builder health = Health.up();
		if (sockets.stream().noneMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED)) {
			health.outOfService().withDetail(Details.REASON, "No " + peer + " is connected");
		}
		else if (sockets.stream().noneMatch(ConnectingHealth::isAccepted)) {
			health.outOfService().withDetail(Details.REASON, "No " + peer + " accepts it, see rejection");
		}
		else if (Details.isUnheard(senders)) {
			health.outOfService().withDetail(Details.REASON, "Nobody receives its heartbeats");
		}
		health.withDetail("sockets", Details.of(sockets));
		Details.add(health, senders);
		return health;
	}

	private static boolean isAccepted(SocketStatus socket) {
		return socket.state() == SocketStatus.State.CONNECTED && socket.rejection() == null;
	}

}
