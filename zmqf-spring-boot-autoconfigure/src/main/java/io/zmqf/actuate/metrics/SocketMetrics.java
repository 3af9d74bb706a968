package io.zmqf.actuate.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.RoleListener;
import io.zmqf.transport.SocketStatus;
import org.jspecify.annotations.Nullable;

/**
 * What each socket has counted. A socket is known once its role has started, and is found
 * by its name from then on, whatever has become of it.
 *
 * @since 0.1.0
 */
public final class SocketMetrics implements MeterBinder, RoleListener {

	private final LocalNodes nodes;

	private final Map<MeterRegistry, Set<String>> known = new ConcurrentHashMap<>();

	/**
	 * Creates the metrics.
	 * @param nodes the nodes whose sockets are measured
	 */
	public SocketMetrics(LocalNodes nodes) {
		this.nodes = nodes;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.known.put(registry, ConcurrentHashMap.newKeySet());
		register();
	}

	@Override
	public void started(String role, List<String> endpoints) {
		register();
	}

	private void register() {
		for (SocketStatus status : this.nodes.sockets()) {
			this.known.forEach((registry, names) -> {
				if (names.add(status.name())) {
					new Meters(registry, status.name()).register();
				}
			});
		}
	}

	/** The meters of one socket in one registry. */
	private final class Meters {

		private final MeterRegistry registry;

		private final String socket;

		Meters(MeterRegistry registry, String socket) {
			this.registry = registry;
			this.socket = socket;
		}

		void register() {
			Gauge
				.builder("zmqf.socket.connected", SocketMetrics.this,
						sum((status) -> (status.state() == SocketStatus.State.CONNECTED) ? 1 : 0))
				.description("1 where a socket is bound, or has its peer")
				.tag("socket", this.socket)
				.register(this.registry);
			counter("zmqf.socket.reconnects", SocketStatus::reconnects)
				.description("How often a connecting socket had its peer again")
				.register(this.registry);
			directed("zmqf.socket.messages", SocketStatus::messagesSent, SocketStatus::messagesReceived,
					"Messages of all kinds", null);
			directed("zmqf.socket.bytes", SocketStatus::bytesSent, SocketStatus::bytesReceived, "Bytes of all frames",
					"bytes");
		}

		private void directed(String name, ToDoubleFunction<SocketStatus> sent, ToDoubleFunction<SocketStatus> received,
				String description, @Nullable String unit) {
			counter(name, sent).tag("direction", "sent")
				.description(description)
				.baseUnit(unit)
				.register(this.registry);
			counter(name, received).tag("direction", "received")
				.description(description)
				.baseUnit(unit)
				.register(this.registry);
		}

		private FunctionCounter.Builder<SocketMetrics> counter(String name, ToDoubleFunction<SocketStatus> value) {
			return FunctionCounter.builder(name, SocketMetrics.this, sum(value)).tag("socket", this.socket);
		}

		private ToDoubleFunction<SocketMetrics> sum(ToDoubleFunction<SocketStatus> value) {
			return (metrics) -> {
				metrics.register(); // what was opened since for another address of a name
				return metrics.nodes.sockets()
					.stream()
					.filter((status) -> status.name().equals(this.socket))
					.mapToDouble(value)
					.sum();
			};
		}

	}

}
