package io.zmqf.actuate.health;

import java.util.List;
import java.util.function.Supplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.client.ClientStatus;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.SenderStatus;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Whether a client has somebody to ask. */
final class ClientHealthIndicator implements HealthIndicator {

	private final LocalClient client;

	private final Supplier<List<SenderStatus>> senders;

	ClientHealthIndicator(LocalClient client, Supplier<List<SenderStatus>> senders) {
		this.client = client;
		this.senders = senders;
	}

	@Override
	public Health health() {
		RequestClient current = this.client.current().get();
		if (current == null) {
			return Health.unknown().withDetail(Details.REASON, "It is not open before its first request").build();
		}
		ClientStatus status = current.status();
		Health.Builder health = ConnectingHealth.of(status.sockets(), this.senders.get(), "router or server");
		return health.withDetail("requestsInFlight", status.inFlight()).build();
	}

}
