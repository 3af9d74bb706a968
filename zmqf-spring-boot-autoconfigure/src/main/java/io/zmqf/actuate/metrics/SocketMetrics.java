package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.RoleListener;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages, bytes and reconnects of each socket. A socket is registered when
 * its role has started. After that its meters look it up by name, because it may be
 * replaced.
 *
 * @since 0.1.0
 */
public final class SocketMetrics extends BoundMeters implements RoleListener {

	private final LocalNodes nodes;

	private final Map<MeterRegistry, Set<String>> registered = new ConcurrentHashMap<>();

	/**
	 * Creates the metrics.
	 * @param nodes the nodes whose sockets are measured
	 */
	public SocketMetrics(LocalNodes nodes) {
		this.nodes = nodes;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.registered.put(registry, ConcurrentHashMap.newKeySet());
		register();
	}

	@Override
	public void started(String role, List<String> endpoints) {
		register();
	}

	private void register() {
		for (SocketStatus status : this.nodes.sockets()) {
			this.registered.forEach((registry, names) -> {
				if (names.add(status.name())) {
					register(registry, status.name());
				}
			});
		}
	}

	private void register(MeterRegistry registry, String socket) {
		gauge(registry, "zmqf.socket.connected",
				"1 if a socket is bound, connected, or resting because another socket is connected to its peer", this,
				sum(socket, SocketMetrics::connected), "socket", socket);
		counter(registry, "zmqf.socket.reconnects", "Number of reconnects", null, this,
				sum(socket, SocketStatus::reconnects), "socket", socket);
		directed(registry, socket, "zmqf.socket.messages", SocketStatus::messagesSent, SocketStatus::messagesReceived,
				"Number of messages of all kinds", null);
		directed(registry, socket, "zmqf.socket.bytes", SocketStatus::bytesSent, SocketStatus::bytesReceived,
				"Size of all frames", "bytes");
	}

	private static int connected(SocketStatus status) {
		return switch (status.state()) {
			case CONNECTED, RESTING -> 1;
			case DISCONNECTED, CLOSED -> 0;
		};
	}

	private void directed(MeterRegistry registry, String socket, String name, ToDoubleFunction<SocketStatus> sent,
			ToDoubleFunction<SocketStatus> received, String description, @Nullable String unit) {
		counter(registry, name, description, unit, this, sum(socket, sent), "socket", socket, "direction", "sent");
		counter(registry, name, description, unit, this, sum(socket, received), "socket", socket, "direction",
				"received");
	}

	private static ToDoubleFunction<SocketMetrics> sum(String socket, ToDoubleFunction<SocketStatus> value) {
		return (metrics) -> {
			// a host may have further addresses, and therefore sockets, meanwhile
			metrics.register();
			return metrics.nodes.sockets()
				.stream()
				.filter((status) -> status.name().equals(socket))
				.mapToDouble(value)
				.sum();
		};
	}

}
