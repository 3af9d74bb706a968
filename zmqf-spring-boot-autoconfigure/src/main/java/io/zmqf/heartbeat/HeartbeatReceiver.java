package io.zmqf.heartbeat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.Misdirection;
import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Timed;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * Receives the heartbeats of clients and workers, for a router or a server. It has a loop
 * of its own, so that other work can't delay it.
 *
 * @since 0.1.0
 */
public final class HeartbeatReceiver {

	private static final int OVERSLEPT_INTERVALS = 2;

	private final HeartbeatSettings settings;

	private final NodeType type;

	private final Transport transport;

	private final NodeListener listener;

	private volatile Listening listening;

	private volatile Endpoint endpoint;

	/** Whether the current loop has been started. Each loop is started once. */
	private boolean used;

	/**
	 * Creates a receiver that binds when it is started.
	 * @param settings the heartbeat settings
	 * @param type the type of the receiving node, {@link NodeType#ROUTER} or
	 * {@link NodeType#SERVER}
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify of nodes
	 */
	public HeartbeatReceiver(HeartbeatSettings settings, NodeType type, Transport transport, NodeListener listener) {
		this.settings = settings;
		this.type = type;
		this.transport = transport;
		this.listener = listener;
		this.endpoint = settings.endpoint();
		this.listening = new Listening();
	}

	/**
	 * Binds the endpoint.
	 * @throws TransportException if the address can't be used
	 */
	public synchronized void start() {
		if (this.used) {
			this.listening = new Listening();
		}
		this.used = true;
		this.endpoint = this.listening.loop.start();
	}

	/** Closes the socket. Nodes are not reported as lost. */
	public synchronized void stop() {
		this.listening.loop.close();
	}

	/**
	 * Returns the bound endpoint.
	 * @return the endpoint, with the bound port once the receiver has started
	 */
	public Endpoint endpoint() {
		return this.endpoint;
	}

	/**
	 * Returns the current status, without blocking.
	 * @return the status
	 */
	public ReceiverStatus status() {
		Listening current = this.listening;
		int[] counts = current.counts;
		return new ReceiverStatus(current.loop.status(), counts[NodeType.CLIENT.ordinal()],
				counts[NodeType.WORKER.ordinal()], current.lastHeartbeat);
	}

	/**
	 * Returns the nodes that are alive.
	 * @return a future of the nodes, in the order of their first heartbeats. It completes
	 * on the loop
	 */
	public CompletableFuture<List<Node>> nodes() {
		Listening current = this.listening;
		return current.loop.query(current.registry::nodes, List.of());
	}

	/** The socket of one start. */
	private final class Listening extends Timed implements SocketHandler {

		private final NodeRegistry registry = new NodeRegistry(HeartbeatReceiver.this.settings);

		private final String name = "zmqf-" + HeartbeatReceiver.this.type.wireName() + "-heartbeat";

		private final SocketLoop loop;

		/**
		 * The numbers of nodes by type. Replaced as a whole, so that other threads see
		 * consistent numbers.
		 */
		private volatile int[] counts = new int[NodeType.values().length];

		private volatile @Nullable Instant lastHeartbeat;

		private long lastCheck;

		Listening() {
			SocketSettings socket = SocketSettings
				.binding(SocketSettings.Type.ROUTER, HeartbeatReceiver.this.settings.endpoint())
				.withLimits(HeartbeatReceiver.this.settings.limits())
				.withSecurity(HeartbeatReceiver.this.settings.security())
				.withOwnThread();
			this.loop = HeartbeatReceiver.this.transport.create(this.name, socket, this);
		}

		@Override
		public void onOpen() {
			scheduleCheck();
		}

		private void scheduleCheck() {
			this.lastCheck = this.loop.now();
			this.loop.schedule(this, this.loop.now() + HeartbeatReceiver.this.settings.interval().toNanos());
		}

		@Override
		public void onMessage(byte[][] frames) {
			if (frames.length == 2 && frames[1].length == 0) {
				return; // a probe, which only makes the peer's routing id known
			}
			Heartbeat heartbeat;
			try {
				heartbeat = Heartbeat.read(frames);
			}
			catch (MalformedMessageException ex) {
				if (!isMisdirected(frames)) {
					refused(true, String.valueOf(ex.getMessage()));
				}
				return;
			}
			NodeRegistry.Sender sender = sender(frames[0]);
			if (heartbeat.goodbye()) {
				left(this.registry.goodbye(heartbeat, sender));
				return;
			}
			Instant now = Instant.now();
			NodeRegistry.ReceivedHeartbeat received = this.registry.received(heartbeat, sender, this.loop.now(), now);
			if (received == null) {
				refused(false, heartbeat.type().wireName() + " " + heartbeat.nodeId()
						+ " is new, but the limit of zmqf.heartbeat.max-nodes is reached");
				return;
			}
			this.lastHeartbeat = now;
			if (heartbeat.wantsAnswer()) {
				this.loop.send(Heartbeat.answer(frames[0]));
			}
			if (received.first()) {
				counted();
			}
			HeartbeatReceiver.this.listener.heartbeatReceived(received.node(), received.first(),
					heartbeat.wantsAnswer());
		}

		private void refused(boolean malformed, String reason) {
			HeartbeatReceiver.this.listener.refused(malformed, this.loop.peerAddress(), reason);
		}

		/**
		 * Whether a message belongs to another socket. Clients and workers that connect
		 * here get an error with the right address.
		 */
		private boolean isMisdirected(byte[][] frames) {
			try {
				int delimiter = MessageCodec.delimiter(frames);
				String event = (frames.length > delimiter + 1) ? MessageCodec.event(frames[delimiter + 1])
						: Events.HEARTBEAT;
				String detail = Misdirection.Place.HEARTBEAT.misdirected(event);
				if (detail != null) {
					TransportListener sockets = HeartbeatReceiver.this.transport.listener();
					sockets.dropped(this.name, DropReason.MISDIRECTED);
					sockets.misdirected(this.name, this.loop.peerAddress(), detail);
					this.loop.send(Misdirection.answer(frames, delimiter, event, detail));
				}
				return detail != null;
			}
			catch (MalformedMessageException ex) {
				return false;
			}
		}

		private NodeRegistry.Sender sender(byte[] routingId) {
			Peer peer = this.loop.peer();
			return new NodeRegistry.Sender((peer != null) ? new ZmqPrincipal(peer.name(), peer.roles()) : null,
					new FrameKey(routingId), this.loop.peerAddress());
		}

		private void left(@Nullable Node node) {
			if (node != null) {
				counted();
				HeartbeatReceiver.this.listener.left(node);
			}
		}

		@Override
		protected void onTime() {
			try {
				check();
			}
			finally {
				scheduleCheck();
			}
		}

		private void check() {
			if (!overslept()) {
				NodeRegistry.Check check = this.registry.check(this.loop.now());
				check.late().forEach((node) -> HeartbeatReceiver.this.listener.late(new Late(node)));
				check.missed().forEach(HeartbeatReceiver.this.listener::missed);
				counted();
				check.lost().forEach(HeartbeatReceiver.this.listener::lost);
			}
		}

		/**
		 * Whether this process was paused. Heartbeats that came meanwhile are not read
		 * yet.
		 */
		private boolean overslept() {
			return this.loop.now() - this.lastCheck > OVERSLEPT_INTERVALS
					* HeartbeatReceiver.this.settings.interval().toNanos();
		}

		private void counted() {
			this.counts = this.registry.counts();
		}

		/**
		 * A late node. Its methods may be called on any thread and run a task on the
		 * loop.
		 */
		private final class Late implements LateNode {

			private final Node node;

			Late(Node node) {
				this.node = node;
			}

			@Override
			public Node node() {
				return this.node;
			}

			@Override
			public void alive() {
				Listening.this.loop.execute(() -> Listening.this.registry.alive(this.node, Listening.this.loop.now()));
			}

			@Override
			public void left() {
				Listening.this.loop.execute(() -> {
					if (Listening.this.registry.left(this.node)) {
						Listening.this.left(this.node);
					}
				});
			}

		}

	}

}
