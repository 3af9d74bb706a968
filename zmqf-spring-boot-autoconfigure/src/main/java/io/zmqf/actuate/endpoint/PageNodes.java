package io.zmqf.actuate.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.actuate.LocalClient;
import io.zmqf.actuate.LocalNodes;
import io.zmqf.actuate.endpoint.FormerNodes.FormerNode;
import io.zmqf.actuate.endpoint.PageData.Node;
import io.zmqf.client.ClientStatus;
import io.zmqf.client.RequestClient;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.heartbeat.SenderStatus;
import io.zmqf.info.NodeInfo;
import io.zmqf.info.NodeStats;
import io.zmqf.message.NodeType;
import io.zmqf.message.PeerName;
import io.zmqf.message.Printable;
import io.zmqf.router.Router;
import io.zmqf.router.RouterStatus;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.SocketStatus.State;
import io.zmqf.worker.Worker;
import io.zmqf.worker.WorkerStatus;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the page at one moment. They are the application's own nodes, those known
 * by its router or by heartbeats, those that it connects to, and those that left
 * recently.
 */
final class PageNodes {

	private static final String ROUTER = NodeType.ROUTER.wireName();

	private static final String SERVER = NodeType.SERVER.wireName();

	private static final String WORKER = NodeType.WORKER.wireName();

	private static final String CLIENT = NodeType.CLIENT.wireName();

	private final LocalNodes local;

	private final @Nullable String application;

	private final Instant now;

	private final Map<String, Node> nodes = new LinkedHashMap<>();

	private Map<String, NodeInfo> infos = Map.of();

	/**
	 * Creates an empty set of nodes.
	 * @param local the nodes of the application
	 * @param application the name of the application
	 * @param now the current time
	 */
	PageNodes(LocalNodes local, @Nullable String application, Instant now) {
		this.local = local;
		this.application = application;
		this.now = now;
	}

	List<Node> all() {
		return List.copyOf(this.nodes.values());
	}

	/**
	 * Returns a node, which is created if it does not exist.
	 * @param key the unique key of the node
	 * @param type the type of the node
	 * @return the node
	 */
	Node node(String key, String type) {
		return this.nodes.computeIfAbsent(key, (name) -> new Node(name, type));
	}

	private Node here(String key, String type) {
		Node node = node(key, type);
		node.here = true;
		node.name = this.application;
		node.pid = ProcessHandle.current().pid();
		node.version = PageNodes.class.getPackage().getImplementationVersion();
		return node;
	}

	/**
	 * Adds the application's router and its workers.
	 * @param stats the statistics of the router, or {@code null} for none
	 * @param infos the descriptions of its workers, as they report them
	 * @param former the nodes that left recently
	 */
	void addRouter(@Nullable NodeStats stats, WorkerInfos infos, List<FormerNode> former) {
		Router router = this.local.router();
		if (router == null) {
			return;
		}
		Node node = here(ROUTER, ROUTER);
		node.address = router.frontend().toString();
		RouterStatus status = router.status();
		if (status == null) {
			node.state("stopped", null);
			return;
		}
		node.since = status.frontend().since().toEpochMilli();
		node.inFlight = status.inFlight();
		status.workers().forEach((worker) -> node(worker.id(), WORKER).named(worker.peer()));
		this.infos = infos.query(router, status.workers().stream().map(RouterStatus.WorkerStatus::id).toList(),
				former.stream().map(FormerNode::id).toList());
		status.workers().forEach((worker) -> describe(node(worker.id(), WORKER)));
		if (stats == null) {
			return;
		}
		node.capacity = stats.capacity();
		node.requests = stats.answered();
		stats.workers().forEach(this::addLoad);
	}

	/**
	 * Adds a worker as reported by its router.
	 * @param worker the load of the worker
	 */
	void addLoad(NodeStats.WorkerLoad worker) {
		Node added = node(worker.id(), WORKER);
		if (!added.here) {
			added.inFlight = worker.inFlight();
			added.capacity = worker.capacity();
			added.requests = worker.requests();
			added.state(worker.leaving() ? "leaving" : "up", null);
		}
	}

	/**
	 * Adds the nodes of other applications.
	 * @param former the nodes that left recently
	 * @param alive the nodes that send heartbeats, or {@code null} if unknown
	 */
	void addRemote(List<FormerNode> former, @Nullable List<io.zmqf.heartbeat.Node> alive) {
		former.forEach(this::addFormer);
		if (alive != null) {
			alive.forEach(this::addAlive);
		}
	}

	/**
	 * Adds the names of a router's clients. Clients that heartbeats have revealed on the
	 * same host get the name if it is the only one there. If heartbeats have revealed
	 * none, the clients become nodes.
	 * @param clients the clients
	 */
	void addClientNames(List<PeerName> clients) {
		int own = (int) OwnNodes.ofClients(this.local)
			.filter((endpoint) -> OwnNodes.at(this.local, endpoint) != null)
			.count();
		ClientNames.byHost(clients, this.application, own).forEach((host, there) -> {
			List<Node> revealed = this.nodes.values()
				.stream()
				.filter((node) -> node.type.equals(CLIENT) && host.equals(ClientNames.host(node.address)))
				.toList();
			if (revealed.isEmpty()) {
				there.forEach((client) -> node(client.toString(), CLIENT).named(client));
			}
			else if (there.size() == 1) {
				revealed.forEach((node) -> node.name = there.get(0).name());
			}
		});
	}

	private void describe(Node worker) {
		NodeInfo info = this.infos.get(worker.key);
		if (info != null) {
			worker.describe(info);
		}
	}

	/** Adds a node that left, unless the router knows it again. */
	private void addFormer(FormerNode former) {
		if (!this.nodes.containsKey(former.id())) {
			Node node = node(former.id(), former.type()).state(former.lost() ? "lost" : "left", former.reason());
			node.named(former.peer());
			describe(node);
			node.since = former.time().toEpochMilli();
		}
	}

	private void addAlive(io.zmqf.heartbeat.Node alive) {
		Node node = node(alive.id(), alive.type().wireName());
		if (node.address == null) {
			node.address = alive.address();
		}
		if (alive.user() != null) {
			node.user = Printable.of(alive.user().name());
		}
		node.missed = alive.missed();
		if (node.why != null) {
			return; // it left, but its heartbeats are not overdue yet
		}
		node.since = alive.firstHeartbeat().toEpochMilli();
		node.heartbeat = millisSince(alive.lastHeartbeat());
		if (alive.missed() > 0 && node.state.equals("up")) {
			node.state("late", null);
		}
	}

	/**
	 * Adds a worker or a server of the application.
	 * @param worker the worker or server
	 * @param stats its statistics, or {@code null} for none
	 */
	void addWorker(Worker worker, @Nullable NodeStats stats) {
		boolean server = worker.type() == NodeType.SERVER;
		Node node = here(worker.identity().toString(), server ? SERVER : WORKER);
		WorkerStatus status = worker.status();
		node.inFlight = status.inHand();
		node.capacity = status.capacity();
		node.requests = (stats != null) ? (Long) stats.answered() : null;
		if (status.sockets().isEmpty()) {
			node.state("stopped", null);
			return;
		}
		node.since = status.sockets().get(0).since().toEpochMilli();
		if (server) {
			node.address = worker.endpoints().get(0).toString();
		}
		else {
			status.sockets().forEach((socket) -> connect(node, socket, NodeType.WORKER));
		}
	}

	/**
	 * Adds the clients of the application.
	 * @param meters the measurements of the clients, or {@code null} for none
	 */
	void addClients(@Nullable ClientMeters meters) {
		this.local.clients().get().forEach((client) -> addClient(client, meters));
	}

	private void addClient(LocalClient client, @Nullable ClientMeters meters) {
		Node node = here((client.name() == null) ? senderId(NodeType.CLIENT, CLIENT) : client.role(), CLIENT);
		if (client.name() != null) {
			node.name = client.name();
		}
		RequestClient current = client.current().get();
		if (current == null) {
			node.state("idle", null);
			return;
		}
		ClientStatus status = current.status();
		node.inFlight = status.inFlight();
		node.requests = (meters != null) ? (Long) meters.requests(client.role()) : null;
		status.sockets().forEach((socket) -> connect(node, socket, NodeType.CLIENT));
	}

	private String senderId(NodeType type, String otherwise) {
		return this.local.heartbeatSenders()
			.stream()
			.filter((sender) -> sender.type() == type)
			.map((sender) -> sender.identity().toString())
			.findFirst()
			.orElse(otherwise);
	}

	private void connect(Node node, SocketStatus socket, NodeType type) {
		if (socket.state() == State.RESTING) {
			return; // its peer is there by another address
		}
		String own = OwnNodes.at(this.local, socket.endpoint());
		if (own != null) {
			node.connectedTo(own);
			return;
		}
		Node peer = node(socket.endpoint(), ROUTER);
		node.connectedTo(peer.key);
		peer.address = socket.endpoint();
		peer.since = socket.since().toEpochMilli();
		peer.reconnects = socket.reconnects();
		if (socket.state() != State.CONNECTED) {
			peer.state("trying", socket.failure());
		}
		else if (socket.rejection() != null) {
			peer.state("trying", Printable.of(socket.rejection()));
		}
		else {
			receiver(peer, type);
		}
	}

	/** Marks a router as late if it is known not to accept heartbeats. */
	private void receiver(Node peer, NodeType type) {
		for (HeartbeatSender sender : this.local.heartbeatSenders()) {
			SenderStatus status = sender.status();
			if (sender.type() == type && status.lastAnswer() != null) {
				peer.heartbeat = millisSince(status.lastAnswer());
				if (!status.alive()) {
					peer.state("late", "it does not answer heartbeats");
				}
			}
		}
	}

	private long millisSince(Instant time) {
		return Math.max(0, Duration.between(time, this.now).toMillis());
	}

}
