package io.zmqf.heartbeat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that are alive according to their heartbeats. Nodes of different users are
 * distinct, even with equal ids. A full registry makes room at the expense of the sender
 * with the most nodes. Callers pass the time. Not thread-safe.
 */
final class NodeRegistry {

	private final HeartbeatSettings settings;

	private final Map<Key, Entry> entries = new LinkedHashMap<>();

	private final FairQueue<Object, Entry> shares = new FairQueue<>();

	private final int[] counts = new int[NodeType.values().length];

	/**
	 * The result of a heartbeat.
	 *
	 * @param node the node
	 * @param first {@code true} if it is the first heartbeat of the node
	 */
	record ReceivedHeartbeat(Node node, boolean first) {
	}

	/**
	 * The sender of a heartbeat.
	 *
	 * @param user the authenticated user, or {@code null} if there is none
	 * @param connection the connection, which stands for the user if there is none
	 * @param address the remote address, or {@code null} inside the process
	 */
	record Sender(@Nullable ZmqPrincipal user, Object connection, @Nullable String address) {

		private @Nullable String name() {
			return (this.user != null) ? this.user.name() : null;
		}

		private Object share() {
			return (this.user != null) ? this.user.name() : this.connection;
		}

	}

	/**
	 * The result of a check of all nodes.
	 *
	 * @param late the nodes that will have missed a heartbeat by the next check
	 * @param missed the nodes that have missed a heartbeat
	 * @param lost the nodes that have missed too many heartbeats, which are also in
	 * {@code missed}
	 */
	record Check(List<Node> late, List<Node> missed, List<Node> lost) {
	}

	private record Key(@Nullable String user, String id) implements Comparable<Key> {

		private static final Comparator<Key> ORDER = Comparator.comparing(Key::id)
			.thenComparing(Key::user, Comparator.nullsFirst(Comparator.naturalOrder()));

		/** Orders keys with equal hashes, so that collisions don't make the map slow. */
		@Override
		public int compareTo(Key other) {
			return ORDER.compare(this, other);
		}

	}

	/**
	 * A known node. Reported times are from the wall clock, and the time of its last sign
	 * is monotonic.
	 */
	private static final class Entry {

		private final Key key;

		private final Heartbeat heartbeat;

		private final Sender sender;

		private final Instant first;

		private FairQueue.@Nullable Place<Entry> place;

		private Object connection;

		private Instant last;

		private long signNanos;

		private int missed;

		Entry(Key key, Heartbeat heartbeat, Sender sender, Instant first) {
			this.key = key;
			this.heartbeat = heartbeat;
			this.sender = sender;
			this.connection = sender.connection();
			this.first = first;
			this.last = first;
		}

		Node node() {
			return new Node(this.heartbeat.nodeId(), this.heartbeat.sessionId(), this.heartbeat.type(),
					this.sender.address(), this.sender.user(), this.first, this.last, this.missed);
		}

	}

	NodeRegistry(HeartbeatSettings settings) {
		this.settings = settings;
	}

	/**
	 * Handles a heartbeat. Returns {@code null} if its node is not known and there is no
	 * room for it.
	 */
	@Nullable ReceivedHeartbeat received(Heartbeat heartbeat, Sender sender, long nowNanos, Instant now) {
		Key key = key(heartbeat, sender);
		Entry existing = this.entries.get(key);
		if (existing == null && !makeRoomFor(sender)) {
			return null;
		}
		Entry entry = (existing != null) ? existing : add(new Entry(key, heartbeat, sender, now));
		entry.connection = sender.connection();
		entry.last = now;
		sign(entry, nowNanos);
		return new ReceivedHeartbeat(entry.node(), existing == null);
	}

	private static void sign(Entry entry, long nowNanos) {
		entry.signNanos = nowNanos;
		entry.missed = 0;
	}

	private Entry add(Entry entry) {
		this.entries.put(entry.key, entry);
		entry.place = this.shares.add(entry.sender.share(), entry, 1);
		this.counts[entry.heartbeat.type().ordinal()]++;
		return entry;
	}

	private boolean makeRoomFor(Sender sender) {
		if (this.entries.size() < this.settings.maxNodes()) {
			return true;
		}
		FairQueue.Place<Entry> displaced = this.shares.displacedBy(sender.share(), 1);
		return displaced != null && remove(displaced.item());
	}

	private boolean remove(Entry entry) {
		removed(entry);
		return this.entries.remove(entry.key) != null;
	}

	private void removed(Entry entry) {
		if (entry.place != null && this.shares.remove(entry.place)) {
			this.counts[entry.heartbeat.type().ordinal()]--;
		}
	}

	/**
	 * Records a sign of life other than a heartbeat.
	 * @param node the node
	 * @param nowNanos the time, in nanoseconds
	 */
	void alive(Node node, long nowNanos) {
		Entry entry = this.entries.get(key(node));
		if (entry != null) {
			sign(entry, nowNanos);
		}
	}

	/**
	 * Forgets a node without a miss.
	 * @param node the node
	 * @return {@code true} if it was known
	 */
	boolean left(Node node) {
		Entry entry = this.entries.get(key(node));
		return entry != null && remove(entry);
	}

	/**
	 * Forgets a node that said goodbye.
	 * @param heartbeat the goodbye
	 * @param sender its sender
	 * @return the node, or {@code null} if it is not known on this connection
	 */
	@Nullable Node goodbye(Heartbeat heartbeat, Sender sender) {
		Entry entry = this.entries.get(key(heartbeat, sender));
		if (entry == null || !entry.connection.equals(sender.connection())) {
			return null;
		}
		remove(entry);
		return entry.node();
	}

	/** Counts the misses, and removes the nodes with too many. */
	Check check(long nowNanos) {
		long timeout = this.settings.timeout().toNanos();
		List<Node> late = new ArrayList<>();
		List<Node> missed = new ArrayList<>();
		List<Node> lost = new ArrayList<>();
		for (Iterator<Entry> each = this.entries.values().iterator(); each.hasNext();) {
			Entry entry = each.next();
			long silent = nowNanos - entry.signNanos;
			if (silent > timeout - this.settings.interval().toNanos()) {
				late.add(entry.node());
			}
			if (silent > timeout) {
				entry.missed++;
				missed.add(entry.node());
				if (entry.missed > this.settings.maxMissed()) {
					lost.add(entry.node());
					removed(entry);
					each.remove();
				}
			}
		}
		return new Check(late, missed, lost);
	}

	private static Key key(Heartbeat heartbeat, Sender sender) {
		return new Key(sender.name(), heartbeat.nodeId() + "_" + heartbeat.sessionId());
	}

	private static Key key(Node node) {
		return new Key((node.user() != null) ? node.user().name() : null, node.id());
	}

	List<Node> nodes() {
		return this.entries.values().stream().map(Entry::node).toList();
	}

	/** Returns the numbers of nodes by the ordinals of their types. */
	int[] counts() {
		return this.counts.clone();
	}

}
