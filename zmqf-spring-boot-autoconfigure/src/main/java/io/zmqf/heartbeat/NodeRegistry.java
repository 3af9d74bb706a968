package io.zmqf.heartbeat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that are alive, as far as heartbeats tell. The nodes of one user are not
 * those of another, whatever their ids, and a full registry makes room at the expense of
 * the sender with the most nodes. Time is passed in; belongs to one thread.
 */
final class NodeRegistry {

	private final HeartbeatSettings settings;

	private final Map<Key, Entry> entries = new LinkedHashMap<>();

	private final FairQueue<Object, Entry> shares = new FairQueue<>();

	private final int[] counts = new int[NodeType.values().length];

	/**
	 * The meaning of a heartbeat.
	 *
	 * @param node its node
	 * @param first {@code true} if the node was not known
	 */
	record Heard(Node node, boolean first) {
	}

	/**
	 * The sender of a heartbeat.
	 *
	 * @param user the authenticated user, {@code null} for none
	 * @param connection the connection, which stands for the user where there is none
	 * @param address the remote address, {@code null} inside the process
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
	 * The result of a look at all nodes.
	 *
	 * @param late the nodes that will have missed a heartbeat by the next look
	 * @param missed the nodes that have missed a heartbeat
	 * @param lost those of them that have missed too many
	 */
	record Look(List<Node> late, List<Node> missed, List<Node> lost) {
	}

	private record Key(@Nullable String user, String id) {

	}

	/** Times for people come from the wall clock, times to count with do not. */
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

	/** Takes a heartbeat; {@code null} if its node is not known and has no room. */
	@Nullable Heard heard(Heartbeat heartbeat, Sender sender, long nowNanos, Instant now) {
		Key key = key(heartbeat, sender);
		Entry known = this.entries.get(key);
		if (known == null && !makeRoomFor(sender)) {
			return null;
		}
		Entry entry = (known != null) ? known : add(new Entry(key, heartbeat, sender, now));
		entry.connection = sender.connection();
		entry.last = now;
		sign(entry, nowNanos);
		return new Heard(entry.node(), known == null);
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
	 * A node gave another sign than a heartbeat.
	 * @param node the node
	 * @param nowNanos the time
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
	 * @return whether it was known
	 */
	boolean left(Node node) {
		Entry entry = this.entries.get(key(node));
		return entry != null && remove(entry);
	}

	/**
	 * Forgets a node that said goodbye.
	 * @param heartbeat the goodbye
	 * @param sender its sender
	 * @return the node, {@code null} if it is not known, or by another connection
	 */
	@Nullable Node goodbye(Heartbeat heartbeat, Sender sender) {
		Entry entry = this.entries.get(key(heartbeat, sender));
		if (entry == null || !entry.connection.equals(sender.connection())) {
			return null;
		}
		remove(entry);
		return entry.node();
	}

	/** Counts the misses, and forgets the nodes that have had too many. */
	Look look(long nowNanos) {
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
		return new Look(late, missed, lost);
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

	/** The numbers of nodes, by the ordinals of their types. */
	int[] counts() {
		return this.counts.clone();
	}

}
