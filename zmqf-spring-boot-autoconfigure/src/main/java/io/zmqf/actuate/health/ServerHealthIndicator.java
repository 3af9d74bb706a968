package io.zmqf.actuate.health;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.transport.SocketStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a server is bound. */
final class ServerHealthIndicator implements HealthIndicator {

	private final Worker server;

	private final @Nullable HeartbeatReceiver receiver;

	ServerHealthIndicator(Worker server, @Nullable HeartbeatReceiver receiver) {
		this.server = server;
		this.receiver = receiver;
	}

	@Override
	public Health health() {
		WorkerStatus status = this.server.status();
		if (status.sockets().isEmpty()) {
			return Health.down().withDetail(Details.REASON, "It does not run").build();
		}
		Health.Builder health = Health.up();
		if (status.sockets().stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CLOSED)) {
			health.down().withDetail(Details.REASON, "One of its sockets is closed");
		}
		health.withDetail("sockets", Details.of(status.sockets()))
			.withDetail("requestsInFlight", status.inHand())
			.withDetail("requestsAbandoned", status.abandoned());
		Details.add(health, this.receiver);
		return health.build();
	}

}
