package io.zmqf.transport.nio;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The connections of an endpoint with pending handshakes, by their origin. If there are
 * too many, the origin with the most loses its oldest one. Belongs to the event loop.
 *
 * @param <S> the type of the connections
 */
final class PendingHandshakes<S> {

	private static final int IPV6_NETWORK = 8;

	private final int capacity;

	private final Map<Object, Set<S>> pending = new LinkedHashMap<>();

	private int size;

	PendingHandshakes(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Returns the origin that connections are counted by. For IPv6 it is the network,
	 * since a host there can use any number of its addresses.
	 */
	static Object origin(@Nullable InetAddress address) {
		if (address == null) {
			return "";
		}
		return (address instanceof Inet6Address) ? ByteBuffer.wrap(address.getAddress(), 0, IPV6_NETWORK) : address;
	}

	void begin(S connection, Object origin) {
		this.pending.computeIfAbsent(origin, (key) -> new LinkedHashSet<>()).add(connection);
		this.size++;
	}

	/** Removes a connection, and returns whether its handshake was pending. */
	boolean end(S connection, Object origin) {
		Set<S> same = this.pending.get(origin);
		if (same == null || !same.remove(connection)) {
			return false;
		}
		this.size--;
		if (same.isEmpty()) {
			this.pending.remove(origin);
		}
		return true;
	}

	int size() {
		return this.size;
	}

	/**
	 * Returns the connection that has to be closed before another one is accepted: the
	 * oldest one of the origin with the most.
	 * @return the connection, or {@code null} while there is room
	 */
	@Nullable S surplus() {
		return (this.size < this.capacity) ? null : oldestOfMost();
	}

	/**
	 * Returns the oldest connection of the origin with the most, or {@code null} if there
	 * is none.
	 */
	@Nullable S oldestOfMost() {
		return this.pending.values()
			.stream()
			.max(Comparator.comparingInt(Set::size))
			.map((most) -> most.iterator().next())
			.orElse(null);
	}

	/** Returns all connections with pending handshakes. */
	Collection<S> all() {
		return this.pending.values().stream().flatMap(Set::stream).toList();
	}

}
