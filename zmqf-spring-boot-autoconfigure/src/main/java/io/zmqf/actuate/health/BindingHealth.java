package io.zmqf.actuate.health;

import java.util.List;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.message.PeerName;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;

/** The health of a role that binds its address. */
final class BindingHealth {

	private static final int MAX_NAMES = 20;

	private BindingHealth() {
	}

	/** Returns the health of a router, which must be bound and have workers. */
	static Health of(Router router, @Nullable HeartbeatReceiver receiver) {
		RouterStatus status = router.status();
		if (status == null) {
			return Health.down().withDetail(Details.REASON, "Not running").build();
		}
		Health.Builder health = Health.up();
		long workers = status.workers().stream().filter((worker) -> !worker.leaving()).count();
		if (isAnyClosed(List.of(status.frontend(), status.backend()))) {
			health.down().withDetail(Details.REASON, "A socket is closed");
		}
		else if (status.knowsWorkers() && workers == 0) {
			health.outOfService().withDetail(Details.REASON, "No worker is connected");
		}
		health.withDetail("frontend", Details.of(status.frontend()))
			.withDetail("backend", Details.of(status.backend()))
			.withDetail("workers", status.knowsWorkers() ? workers : "unknown with the strategy 'proxy'")
			.withDetail("workerNames", names(status))
			.withDetail("clients", router.clientCount())
			.withDetail("clientNames", router.clients(MAX_NAMES).stream().map(PeerName::toString).sorted().toList())
			.withDetail("requestsInFlight", status.inFlight())
			.withDetail("requestsWaiting", status.waiting());
		Details.add(health, receiver);
		return health.build();
	}

	private static List<String> names(RouterStatus status) {
		return status.workers()
			.stream()
			.limit(MAX_NAMES)
			.map((worker) -> worker.peer().equals(PeerName.UNKNOWN) ? worker.id() : worker.peer().toString())
			.toList();
	}

	/** Returns the health of a server, which must be bound. */
	static Health of(Worker server, @Nullable HeartbeatReceiver receiver) {
		WorkerStatus status = server.status();
		if (status.sockets().isEmpty()) {
			return Health.down().withDetail(Details.REASON, "Not running").build();
		}
		Health.Builder health = Health.up();
		if (isAnyClosed(status.sockets())) {
			health.down().withDetail(Details.REASON, "A socket is closed");
		}
		health.withDetail("sockets", Details.of(status.sockets()))
			.withDetail("requestsInFlight", status.inHand())
			.withDetail("requestsAbandoned", status.abandoned());
		Details.add(health, receiver);
		return health.build();
	}

	private static boolean isAnyClosed(List<SocketStatus> sockets) {
		return sockets.stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CLOSED);
	}

}
