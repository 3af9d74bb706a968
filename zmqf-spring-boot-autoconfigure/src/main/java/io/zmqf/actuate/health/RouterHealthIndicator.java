package io.zmqf.actuate.health;

import java.util.List;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.message.PeerName;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a router is bound and has workers. */
final class RouterHealthIndicator implements HealthIndicator {

	private static final int MAX_NAMES = 20;

	private final Router router;

	private final @Nullable HeartbeatReceiver receiver;

	RouterHealthIndicator(Router router, @Nullable HeartbeatReceiver receiver) {
		this.router = router;
		this.receiver = receiver;
	}

	@Override
	public Health health() {
		RouterStatus status = this.router.status();
		if (status == null) {
			return Health.down().withDetail(Details.REASON, "It does not run").build();
		}
		Health.Builder health = Health.up();
		long workers = status.workers().stream().filter((worker) -> !worker.leaving()).count();
		if (isClosed(status.frontend()) || isClosed(status.backend())) {
			health.down().withDetail(Details.REASON, "One of its sockets is closed");
		}
		else if (status.knowsWorkers() && workers == 0) {
			health.outOfService().withDetail(Details.REASON, "There is no worker");
		}
		health.withDetail("frontend", Details.of(status.frontend()))
			.withDetail("backend", Details.of(status.backend()))
			.withDetail("workers", status.knowsWorkers() ? workers : "unknown to the strategy 'proxy'")
			.withDetail("workerNames", names(status))
			.withDetail("clients", this.router.clientCount())
			.withDetail("clientNames",
					this.router.clients(MAX_NAMES).stream().map(PeerName::toString).sorted().toList())
			.withDetail("requestsInFlight", status.inFlight())
			.withDetail("requestsWaiting", status.waiting());
		Details.add(health, this.receiver);
		return health.build();
	}

	private static List<String> names(RouterStatus status) {
		return status.workers()
			.stream()
			.limit(MAX_NAMES)
			.map((worker) -> worker.peer().equals(PeerName.UNKNOWN) ? worker.id() : worker.peer().toString())
			.toList();
	}

	private static boolean isClosed(SocketStatus socket) {
		return Details.isClosed(List.of(socket));
	}

}
