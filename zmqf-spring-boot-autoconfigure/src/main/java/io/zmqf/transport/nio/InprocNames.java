package io.zmqf.transport.nio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.zmqf.transport.SocketEvent;

/**
 * The names that are bound inside the process, and the sockets that wait for one. Belongs
 * to the event loop.
 */
final class InprocNames {

	private final Map<String, NioSocket> bound = new HashMap<>();

	private final Map<String, Set<NioSocket>> connecting = new HashMap<>();

	/** Binds a socket, or returns {@code false} where another one has the name. */
	boolean bind(String name, NioSocket socket) {
		if (this.bound.putIfAbsent(name, socket) != null) {
			return false;
		}
		socket.tell(SocketEvent.Type.LISTENING, null, null, null);
		Set<NioSocket> waiting = this.connecting.get(name);
		if (waiting != null) {
			for (NioSocket connects : new ArrayList<>(waiting)) {
				InprocConnection.connect(connects, socket);
			}
		}
		return true;
	}

	void unbind(String name, NioSocket socket) {
		if (this.bound.remove(name, socket)) {
			socket.tell(SocketEvent.Type.CLOSED, null, null, null);
		}
	}

	/** Connects a socket now, and whenever the name is bound anew. */
	void connect(String name, NioSocket socket) {
		if (this.connecting.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(socket)) {
			NioSocket present = this.bound.get(name);
			if (present != null) {
				InprocConnection.connect(socket, present);
			}
			else {
				socket.tell(SocketEvent.Type.CONNECT_DELAYED, null, null, null);
			}
		}
	}

	void disconnect(String name, NioSocket socket) {
		Set<NioSocket> sockets = this.connecting.get(name);
		if (sockets != null && sockets.remove(socket) && sockets.isEmpty()) {
			this.connecting.remove(name);
		}
	}

}
