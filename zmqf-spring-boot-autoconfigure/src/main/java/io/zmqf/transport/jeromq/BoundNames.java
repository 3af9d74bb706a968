package io.zmqf.transport.jeromq;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The names bound inside the process and the sockets that connect to them. JeroMQ
 * publishes neither that a name is bound nor that it no longer is.
 */
final class BoundNames {

	private final Set<String> bound = new HashSet<>();

	private final Map<String, Map<JeroMqSocket, Consumer<Boolean>>> connecting = new HashMap<>();

	/** Publishes that a socket is bound to the name. */
	synchronized void bound(String name) {
		this.bound.add(name);
		publish(name, true);
	}

	/** Publishes that the socket of the name closes. */
	synchronized void unbound(String name) {
		this.bound.remove(name);
		publish(name, false);
	}

	private void publish(String name, boolean reachable) {
		List.copyOf(this.connecting.getOrDefault(name, Map.of()).values())
			.forEach((listener) -> listener.accept(reachable));
	}

	/** Registers a connecting socket, whose listener learns whether the name is bound. */
	synchronized void add(String name, JeroMqSocket socket, Consumer<Boolean> listener) {
		this.connecting.computeIfAbsent(name, (key) -> new LinkedHashMap<>()).put(socket, listener);
		if (this.bound.contains(name)) {
			listener.accept(true);
		}
	}

	/** Removes a connecting socket. */
	synchronized void remove(String name, JeroMqSocket socket) {
		Map<JeroMqSocket, Consumer<Boolean>> sockets = this.connecting.get(name);
		if (sockets != null && sockets.remove(socket) != null && sockets.isEmpty()) {
			this.connecting.remove(name);
		}
	}

}
