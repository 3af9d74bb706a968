package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.ClusterQueries.Results;
import io.zmqf.actuate.endpoint.PageData.Node;
import io.zmqf.client.RequestClient;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.message.GatheredItem;
import io.zmqf.message.NodeType;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.SocketStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of other applications that the clients reach, as they describe themselves.
 * They are queried only while the page is viewed.
 */
final class PageCluster {

	private static final String WORKER = NodeType.WORKER.wireName();

	private static final String ROUTER = NodeType.ROUTER.wireName();

	private final LocalNodes local;

	private final LongSupplier nanoTime;

	private final Duration timeout;

	/** The inquiries by the role of the client. */
	private final Map<String, ClusterQueries> inquiries = new ConcurrentHashMap<>();

	PageCluster(LocalNodes local, LongSupplier nanoTime) {
		this(local, nanoTime, ClusterQueries.TIMEOUT);
	}

	PageCluster(LocalNodes local, LongSupplier nanoTime, Duration timeout) {
		this.local = local;
		this.nanoTime = nanoTime;
		this.timeout = timeout;
	}

	/**
	 * Queries the nodes without waiting for replies.
	 * @return the previous replies for each client that is connected to another
	 * application
	 */
	List<Results> query() {
		List<Results> all = new ArrayList<>();
		clients().forEach((role, client) -> {
			ClusterQueries inquiry = this.inquiries.computeIfAbsent(role,
					(name) -> new ClusterQueries(this.nanoTime, this.timeout));
			inquiry.query(client);
			all.add(inquiry.results());
		});
		return all;
	}

	/**
	 * Returns the clients that are connected to other applications.
	 * @return the clients by role
	 */
	Map<String, RequestClient> clients() {
		Map<String, RequestClient> elsewhere = new LinkedHashMap<>();
		for (LocalClient client : this.local.clients().get()) {
			RequestClient current = client.current().get();
			if (current != null && isElsewhere(current.status().sockets())) {
				elsewhere.put(client.role(), current);
			}
		}
		return elsewhere;
	}

	/**
	 * Whether sockets connect to another application. The page shows the application's
	 * own router in any case.
	 */
	private boolean isElsewhere(List<SocketStatus> sockets) {
		return sockets.stream().noneMatch((socket) -> OwnNodes.at(this.local, socket.endpoint()) != null)
				&& sockets.stream().anyMatch((socket) -> socket.state() == State.CONNECTED);
	}

	/**
	 * Adds the replies of nodes to the page.
	 * @param known the replies of the other nodes
	 * @param nodes the nodes of the page, including those that the application connects
	 * to
	 * @param events the events of the page
	 */
	static void add(Results known, PageNodes nodes, PageEvents events) {
		for (NodeStats stats : known.stats()) {
			stats.workers().forEach(nodes::addLoad);
			if (stats.type().equals(ROUTER)) {
				events.addRouter(stats);
			}
			else if (!known.isRouted()) {
				events.addWorker(stats);
			}
		}
		Map<String, Node> workers = new HashMap<>();
		nodes.all()
			.stream()
			.filter((node) -> node.type.equals(WORKER))
			.forEach((node) -> workers.put(GatheredItem.node(node.key), node));
		Node peer = onlyPeer(nodes);
		for (NodeStats stats : known.stats()) {
			Node node = stats.type().equals(WORKER)
					? workers.computeIfAbsent(stats.id(), (id) -> nodes.node(id, WORKER)) : peer;
			if (node != null && !node.here) {
				describe(node, stats, known.infos().get(stats.id()));
			}
		}
		known.missing().forEach((id) -> {
			Node node = workers.get(id);
			if (node != null && !node.here && node.state.equals("up")) {
				node.state("late", "it does not report its statistics");
			}
		});
	}

	/**
	 * The only router or server of another application. With several ones, the source of
	 * a reply is unknown.
	 */
	private static @Nullable Node onlyPeer(PageNodes nodes) {
		List<Node> peers = nodes.all().stream().filter((node) -> node.type.equals(ROUTER) && !node.here).toList();
		return (peers.size() == 1) ? peers.get(0) : null;
	}

	private static void describe(Node node, NodeStats stats, @Nullable NodeInfo info) {
		node.inFlight = stats.inFlight();
		node.capacity = stats.capacity();
		node.requests = stats.answered();
		if (info != null) {
			node.describe(info);
		}
	}

}
