package io.zmqf.actuate.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.ReceiverStatus;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.message.Printable;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.Health;

/** The health details of sockets and heartbeats. */
final class Details {

	/** The detail with the reason why a role is not up. */
	static final String REASON = "reason";

	private Details() {
	}

	static Map<String, Object> of(SocketStatus socket) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("endpoint", socket.endpoint());
		details.put("state", socket.state());
		details.put("since", socket.since());
		put(details, "rejection", socket.rejection());
		if (socket.lastReconnect() != null) {
			details.put("reconnects", socket.reconnects());
			details.put("lastReconnect", socket.lastReconnect());
		}
		if (socket.failure() != null) {
			details.put("failure", Printable.of(socket.failure()));
		}
		return details;
	}

	static List<Map<String, Object>> of(List<SocketStatus> sockets) {
		return sockets.stream().map(Details::of).toList();
	}

	private static void put(Map<String, Object> details, String name, @Nullable Object value) {
		if (value != null) {
			details.put(name, value);
		}
	}

	/** Adds the numbers of live clients and workers if heartbeats are received. */
	static void add(Health.Builder health, @Nullable HeartbeatReceiver receiver) {
		if (receiver != null) {
			ReceiverStatus status = receiver.status();
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("endpoint", status.socket().endpoint());
			details.put("clients", status.clients());
			details.put("workers", status.workers());
			put(details, "lastHeartbeat", status.lastHeartbeat());
			health.withDetail("heartbeat", details);
		}
	}

	/** Adds the state of the receivers if heartbeats are sent. */
	static void add(Health.Builder health, List<SenderStatus> senders) {
		if (!senders.isEmpty()) {
			health.withDetail("heartbeat", senders.stream().map(Details::of).toList());
		}
	}

	private static Map<String, Object> of(SenderStatus sender) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (sender.socket() != null) {
			details.put("receiver", sender.socket().endpoint());
			put(details, "rejection", sender.socket().rejection());
		}
		details.put("alive", sender.alive());
		put(details, "lastHeartbeat", sender.lastHeartbeat());
		put(details, "lastAnswer", sender.lastAnswer());
		return details;
	}

	/** Whether heartbeats are sent and no receiver responds. */
	static boolean isUnanswered(List<SenderStatus> senders) {
		return !senders.isEmpty() && senders.stream().noneMatch(SenderStatus::alive);
	}

	static boolean isClosed(List<SocketStatus> sockets) {
		return sockets.stream().allMatch((socket) -> socket.state() == SocketStatus.State.CLOSED);
	}

}
