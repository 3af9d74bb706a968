package io.zmqf.heartbeat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

	/** Times for people come from the wall clock, times to count with do not. */
	private static final class Entry {

		private final Heartbeat heartbeat;

		private final Instant first;

		private Instant last;

		private long lastNanos;

		private int missed;

		Entry(Heartbeat heartbeat, Instant first) {
			this.heartbeat = heartbeat;
			this.first = first;
			this.last = first;
		}

		Node node() {
			return new Node(this.heartbeat.nodeId(), this.heartbeat.sessionId(), this.heartbeat.type(), this.first,
					this.last, this.missed);
		}

	}

	NodeRegistry(HeartbeatSettings settings) {
		this.timeout = settings.timeout();
		this.maxMissed = settings.maxMissed();
		this.maxNodes = settings.maxNodes();
	}

	Heard heard(Heartbeat heartbeat, long nowNanos, Instant now) {
		String id = heartbeat.nodeId() + "_" + heartbeat.sessionId();
		Entry known = this.entries.get(id);
		if (known == null && this.entries.size() >= this.maxNodes) {
			return Heard.REFUSED;
		}
		Entry entry = (known != null) ? known : new Entry(heartbeat, now);
		entry.last = now;
		entry.lastNanos = nowNanos;
		entry.missed = 0;
		this.entries.putIfAbsent(id, entry);
		return (known != null) ? Heard.AGAIN : Heard.FIRST;
	}

	/** Counts the misses, and gives back the nodes that have had too many. */
	List<Node> look(long nowNanos) {
		List<Node> lost = new ArrayList<>();
		for (Iterator<Entry> each = this.entries.values().iterator(); each.hasNext();) {
			Entry entry = each.next();
			if (nowNanos - entry.lastNanos > this.timeout.toNanos() && ++entry.missed > this.maxMissed) {
				lost.add(entry.node());
				each.remove();
			}
		}
		return lost;
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
