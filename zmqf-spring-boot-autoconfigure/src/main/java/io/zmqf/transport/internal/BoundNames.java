package io.zmqf.transport.internal;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * The names that are bound inside the process, and the sockets that connect to bound and
 * unbound names. Thread-safe.
 *
 * @param <S> the type of the sockets
 * @since 0.1.0
 */
public final class BoundNames<S> {

	private final BiConsumer<S, @Nullable S> listener;

	private final Map<String, S> bound = new HashMap<>();

	private final Map<String, Set<S>> connecting = new HashMap<>();

	/**
	 * Creates a registry without names.
	 * @param listener the listener to notify of a connecting socket and the socket that
	 * is now bound to its name, or {@code null} if none is bound any more
	 */
	public BoundNames(BiConsumer<S, @Nullable S> listener) {
		this.listener = listener;
	}

	/**
	 * Whether a socket is bound to a name.
	 * @param name the name
	 * @return {@code true} if the name is bound
	 */
	public synchronized boolean isBound(String name) {
		return this.bound.containsKey(name);
	}

	/**
	 * Binds a socket.
	 * @param name the name, which is not bound
	 * @param socket the socket
	 */
	public synchronized void bind(String name, S socket) {
		this.bound.put(name, socket);
		publish(name, socket);
	}

	/**
	 * Unbinds a socket.
	 * @param name the name
	 * @param socket the socket
	 * @return {@code true} if the socket was bound to the name
	 */
	public synchronized boolean unbind(String name, S socket) {
		boolean wasBound = this.bound.remove(name, socket);
		if (wasBound) {
			publish(name, null);
		}
		return wasBound;
	}

	private void publish(String name, @Nullable S socket) {
		List.copyOf(this.connecting.getOrDefault(name, Set.of()))
			.forEach((connects) -> this.listener.accept(connects, socket));
	}

	/**
	 * Connects a socket to a name, now if it is bound and each time that it is bound
	 * again.
	 * @param name the name
	 * @param socket the socket
	 * @return {@code true} if the name is bound
	 */
	public synchronized boolean connect(String name, S socket) {
		S present = this.bound.get(name);
		if (this.connecting.computeIfAbsent(name, (key) -> new LinkedHashSet<>()).add(socket) && present != null) {
			this.listener.accept(socket, present);
		}
		return present != null;
	}

	/**
	 * Stops connecting a socket to a name.
	 * @param name the name
	 * @param socket the socket
	 */
	public synchronized void disconnect(String name, S socket) {
		Set<S> sockets = this.connecting.get(name);
		if (sockets != null && sockets.remove(socket) && sockets.isEmpty()) {
			this.connecting.remove(name);
		}
	}

}
