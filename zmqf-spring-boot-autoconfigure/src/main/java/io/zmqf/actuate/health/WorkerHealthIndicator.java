package io.zmqf.actuate.health;

import java.util.List;
import java.util.function.Supplier;

import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a worker has a router. */
final class WorkerHealthIndicator implements HealthIndicator {

	private final Worker worker;

	private final Supplier<List<SenderStatus>> senders;

	WorkerHealthIndicator(Worker worker, Supplier<List<SenderStatus>> senders) {
		this.worker = worker;
		this.senders = senders;
	}

	@Override
	public Health health() {
		WorkerStatus status = this.worker.status();
		Health.Builder health = ConnectingHealth.of(status.sockets(), this.senders.get(), "router");
		return health.withDetail("requestsInFlight", status.inHand())
			.withDetail("requestsAbandoned", status.abandoned())
			.build();
	}

}
