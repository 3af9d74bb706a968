package io.zmqf.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The nodes that are alive, as far as heartbeats tell. Time is passed in; belongs to one
 * thread.
 */
final class NodeRegistry {

	private final Duration timeout;

	private final int maxMissed;

	private final int maxNodes;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/** What a heartbeat meant. */
	enum Heard {

		/** The node was not known. */
		FIRST,
		/** The node goes on. */
		AGAIN,
		/** The node is not known, and there is no room for it. */
		REFUSED

	}

	/**
	 * What a look at all nodes found.
	 *
	 * @param missed those that should have been heard by now
	 * @param lost those of them that have had too many misses
	 */
	record Look(List<Node> missed, List<Node> lost) {
	}

	/** Times for people come from the wall clock, times to count with do not. */
	private static final class Entry {

		private final Heartbeat heartbeat;

		private final @Nullable String address;

		private final Instant first;

		private Instant last;

		private long lastNanos;

		private int missed;

		Entry(Heartbeat heartbeat, @Nullable String address, Instant first) {
			this.heartbeat = heartbeat;
			this.address = address;
			this.first = first;
			this.last = first;
		}

		Node node() {
			return new Node(this.heartbeat.nodeId(), this.heartbeat.sessionId(), this.heartbeat.type(), this.address,
					this.first, this.last, this.missed);
		}

	}

	NodeRegistry(HeartbeatSettings settings) {
		this.timeout = settings.timeout();
		this.maxMissed = settings.maxMissed();
		this.maxNodes = settings.maxNodes();
	}

	Heard heard(Heartbeat heartbeat, @Nullable String address, long nowNanos, Instant now) {
		String id = heartbeat.nodeId() + "_" + heartbeat.sessionId();
		Entry known = this.entries.get(id);
		if (known == null && this.entries.size() >= this.maxNodes) {
			return Heard.REFUSED;
		}
		Entry entry = (known != null) ? known : new Entry(heartbeat, address, now);
		entry.last = now;
		entry.lastNanos = nowNanos;
		entry.missed = 0;
		this.entries.putIfAbsent(id, entry);
		return (known != null) ? Heard.AGAIN : Heard.FIRST;
	}

	/** Counts the misses, and forgets the nodes that have had too many. */
	Look look(long nowNanos) {
		List<Node> missed = new ArrayList<>();
		List<Node> lost = new ArrayList<>();
		for (Iterator<Entry> each = this.entries.values().iterator(); each.hasNext();) {
			Entry entry = each.next();
			if (nowNanos - entry.lastNanos > this.timeout.toNanos()) {
				entry.missed++;
				missed.add(entry.node());
				if (entry.missed > this.maxMissed) {
					lost.add(entry.node());
					each.remove();
				}
			}
		}
		return new Look(missed, lost);
	}

	Node node(Heartbeat heartbeat) {
		Entry entry = this.entries.get(heartbeat.nodeId() + "_" + heartbeat.sessionId());
		if (entry == null) {
			throw new IllegalArgumentException("Unknown node " + heartbeat.nodeId());
		}
		return entry.node();
	}

	List<Node> nodes() {
		return this.entries.values().stream().map(Entry::node).toList();
	}

	int size() {
		return this.entries.size();
	}

}
