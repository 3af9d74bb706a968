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
 * The connections of an endpoint that have not shaken hands yet, by where they come from:
 * whoever opens many of them takes the place of those from the same address first. Lives
 * on an I/O thread.
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
	 * Whose connections count together: with IPv6 those of a network, since who has one
	 * address there has as many as he likes.
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

	/** Whether it was still shaking hands. */
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
	 * Who has to go for another one to come: the oldest of those from the address with
	 * the most.
	 * @return the connection, or {@code null} while there is room
	 */
	@Nullable S surplus() {
		return (this.size < this.capacity) ? null : oldestOfMost();
	}

	/** The oldest of those from the address with the most, or {@code null}. */
	@Nullable S oldestOfMost() {
		return this.pending.values()
			.stream()
			.max(Comparator.comparingInt(Set::size))
			.map((most) -> most.iterator().next())
			.orElse(null);
	}

	/** All connections. */
	Collection<S> all() {
		return this.pending.values().stream().flatMap(Set::stream).toList();
	}

}
