package io.zmqf.transport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.zmqf.transport.internal.LoopSocket;

/**
 * The names that are bound inside the process, and who connects to them. JeroMQ lets a
 * socket connect before its peer is bound, and tells neither when it is nor when it is no
 * more, so that is told from here, in the order in which it happens.
 */
final class InsideNames {

	private final Set<String> bound = new HashSet<>();

	private final Map<String, Map<LoopSocket, Consumer<SocketEvent.Type>>> connecting = new HashMap<>();

	/** A socket is bound. */
	synchronized void bound(String name) {
		this.bound.add(name);
		tell(name, SocketEvent.Type.CONNECTED);
	}

	/** A bound socket closes. */
	synchronized void unbound(String name) {
		this.bound.remove(name);
		tell(name, SocketEvent.Type.DISCONNECTED);
	}

	private void tell(String name, SocketEvent.Type type) {
		List.copyOf(this.connecting.getOrDefault(name, Map.of()).values()).forEach((told) -> told.accept(type));
	}

	/** A socket connects, and is told whether its peer is there, now and later. */
	synchronized void connect(String name, LoopSocket socket, Consumer<SocketEvent.Type> told) {
		this.connecting.computeIfAbsent(name, (key) -> new LinkedHashMap<>()).put(socket, told);
		told.accept(this.bound.contains(name) ? SocketEvent.Type.CONNECTED : SocketEvent.Type.CONNECT_DELAYED);
	}

	/** A socket that connects closes. */
	synchronized void forget(String name, LoopSocket socket) {
		Map<LoopSocket, Consumer<SocketEvent.Type>> sockets = this.connecting.get(name);
		if (sockets != null && sockets.remove(socket) != null && sockets.isEmpty()) {
			this.connecting.remove(name);
		}
	}

}
