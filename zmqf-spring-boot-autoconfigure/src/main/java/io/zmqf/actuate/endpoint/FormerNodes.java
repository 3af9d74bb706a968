package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zmqf.heartbeat.Node;
import io.zmqf.heartbeat.NodeListener;
import io.zmqf.message.PeerName;
import io.zmqf.router.RouterListener;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that left recently, which the page continues to show. Nodes that stopped are
 * kept for one minute, lost ones for five. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FormerNodes implements RouterListener, NodeListener {

	private static final int CAPACITY = 200;

	private static final Duration LOST = Duration.ofMinutes(5);

	private static final Duration LEFT = Duration.ofMinutes(1);

	private static final String GOODBYE = "it sent a goodbye";

	/** The reasons of workers that stop, as the router gives them. */
	private static final Set<String> STOPS = Set.of(GOODBYE, "it is stopping");

	private static final String WORKER = "worker";

	private final Map<String, FormerNode> nodes = new LinkedHashMap<>();

	private final InstantSource clock;

	/**
	 * A node that left.
	 *
	 * @param id the id of the node
	 * @param type {@code client} or {@code worker}
	 * @param lost {@code true} if the node did not leave because it stopped
	 * @param reason the reason
	 * @param time the time when the node left
	 * @param peer the name of the node
	 */
	record FormerNode(String id, String type, boolean lost, String reason, Instant time, PeerName peer) {

		boolean isForgotten(Instant now) {
			return this.time.plus(this.lost ? LOST : LEFT).isBefore(now);
		}

	}

	/** Creates an empty list of nodes. */
	public FormerNodes() {
		this(InstantSource.system());
	}

	FormerNodes(InstantSource clock) {
		this.clock = clock;
	}

	@Override
	public void workerJoined(String worker, PeerName peer, @Nullable Set<String> events) {
		cameBack(worker);
	}

	@Override
	public void workerLeft(String worker, PeerName peer, String reason) {
		went(worker, WORKER, !STOPS.contains(reason), reason, peer);
	}

	@Override
	public void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
		if (first) {
			cameBack(node.id());
		}
	}

	@Override
	public void left(Node node) {
		went(node.id(), node.type().wireName(), false, GOODBYE, name(node));
	}

	@Override
	public void lost(Node node) {
		went(node.id(), node.type().wireName(), true, "it missed its heartbeats", name(node));
	}

	/** Removes a node that is connected again, also if it has a new session. */
	private synchronized void cameBack(String id) {
		this.nodes.keySet().removeIf((former) -> nodeId(former).equals(nodeId(id)));
	}

	private static String nodeId(String id) {
		int end = id.indexOf('_');
		return (end > 0) ? id.substring(0, end) : id;
	}

	private static PeerName name(Node node) {
		return PeerName.of(null, (node.user() != null) ? node.user().name() : null, node.address());
	}

	/**
	 * Adds a node that left. The first reason is kept: a lost connection precedes the
	 * missed heartbeats that it causes.
	 */
	private synchronized void went(String id, String type, boolean lost, String reason, PeerName peer) {
		if (this.nodes.putIfAbsent(id, new FormerNode(id, type, lost, reason, this.clock.instant(), peer)) == null
				&& this.nodes.size() > CAPACITY) {
			Iterator<String> oldest = this.nodes.keySet().iterator();
			oldest.next();
			oldest.remove();
		}
	}

	/** Returns the nodes that are still kept, in the order in which they left. */
	synchronized List<FormerNode> all() {
		Instant now = this.clock.instant();
		this.nodes.values().removeIf((node) -> node.isForgotten(now));
		return new ArrayList<>(this.nodes.values());
	}

}
