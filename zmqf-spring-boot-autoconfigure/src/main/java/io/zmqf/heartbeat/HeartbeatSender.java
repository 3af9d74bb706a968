package io.zmqf.heartbeat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.AddressPool;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Sends heartbeats of a client or a worker to a router or a server. It has a loop of its
 * own, so that other work can't delay it. Receivers of this library answer each
 * heartbeat, and others at least send ZMTP PINGs, so that the sender detects a silent
 * receiver. It counts misses as a receiver does, and reconnects after too many.
 *
 * @since 0.1.0
 */
public final class HeartbeatSender {

	private final HeartbeatSettings settings;

	private final Supplier<Endpoint> receiver;

	private final NodeIdentity identity;

	private final NodeType type;

	private final Transport transport;

	private final NodeListener listener;

	/** The connections of this start, one for each address of the host. */
	private volatile List<HeartbeatConnection> sending = List.of();

	/** The connections whose receiver is alive. One address of the host is enough. */
	private final List<HeartbeatConnection> alive = new ArrayList<>();

	private @Nullable AddressPool sockets;

	private boolean started;

	/**
	 * Creates a sender that connects on start.
	 * @param settings the heartbeat settings
	 * @param identity the identity of the sending node
	 * @param type the type of the sending node, {@link NodeType#CLIENT} or
	 * {@link NodeType#WORKER}
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify when the receiver becomes alive or is lost
	 */
	public HeartbeatSender(HeartbeatSettings settings, NodeIdentity identity, NodeType type, Transport transport,
			NodeListener listener) {
		this(settings, settings::endpoint, identity, type, transport, listener);
	}

	/**
	 * Creates a sender that resolves the address of its receiver on each start.
	 * @param settings the heartbeat settings, of which the endpoint is not used
	 * @param receiver a supplier of the receiver's endpoint
	 * @param identity the identity of the sending node
	 * @param type the type of the sending node, {@link NodeType#CLIENT} or
	 * {@link NodeType#WORKER}
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify when the receiver becomes alive or is lost
	 */
	public HeartbeatSender(HeartbeatSettings settings, Supplier<Endpoint> receiver, NodeIdentity identity,
			NodeType type, Transport transport, NodeListener listener) {
		this.settings = settings;
		this.receiver = receiver;
		this.identity = identity;
		this.type = type;
		this.transport = transport;
		this.listener = listener;
	}

	/** Connects, and sends heartbeats from then on. */
	public synchronized void start() {
		AddressPool prepared = prepare();
		this.sending.forEach((each) -> each.open());
		this.started = true;
		prepared.watch();
	}

	/** Creates the connections that {@link #start()} opens. */
	synchronized AddressPool prepare() {
		AddressPool prepared = this.sockets;
		if (prepared == null) {
			Endpoint current = endpoint();
			prepared = new AddressPool(current, this.transport, (share) -> add(current, share));
			this.sockets = prepared;
			prepared.add();
		}
		return prepared;
	}

	/**
	 * Adds a connection to an address, unless the sender has stopped before the address
	 * was resolved.
	 */
	private synchronized void add(Endpoint current, ResolvedHost.@Nullable Share share) {
		if (this.sockets != null) {
			List<HeartbeatConnection> all = new ArrayList<>(this.sending);
			HeartbeatConnection added = new HeartbeatConnection(this, current, share, all.size());
			all.add(added);
			this.sending = all;
			if (this.started) {
				added.open();
			}
		}
	}

	/** Closes all connections. */
	public synchronized void stop() {
		List<HeartbeatConnection> all = this.sending;
		this.sending = List.of();
		this.started = false;
		if (this.sockets != null) {
			this.sockets.close();
			this.sockets = null;
		}
		all.forEach((each) -> each.close());
		synchronized (this.alive) { // the listener is not notified of a stop
			this.alive.removeAll(all);
		}
	}

	/**
	 * Returns the endpoint of the receiver.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.receiver.get().forConnecting();
	}

	/**
	 * Returns the type of the sending node.
	 * @return {@link NodeType#CLIENT} or {@link NodeType#WORKER}
	 */
	public NodeType type() {
		return this.type;
	}

	/**
	 * Returns the current status, without blocking.
	 * @return the status
	 */
	public SenderStatus status() {
		List<HeartbeatConnection> all = this.sending;
		if (all.isEmpty()) {
			return new SenderStatus(null, false, null, null);
		}
		HeartbeatConnection shown = all.stream().filter((each) -> each.isAlive()).findFirst().orElse(all.get(0));
		return shown.status();
	}

	/**
	 * Handles a change of a connection, and notifies the listener if the receiver has
	 * become alive or is lost.
	 */
	void changed(HeartbeatConnection connection) {
		synchronized (this.alive) {
			boolean before = !this.alive.isEmpty();
			this.alive.remove(connection);
			if (connection.isAlive()) {
				this.alive.add(connection);
			}
			if (before == this.alive.isEmpty()) {
				this.listener.receiver(connection.endpoint().toString(), !before);
			}
		}
	}

	HeartbeatSettings settings() {
		return this.settings;
	}

	/**
	 * Returns the identity of the sending node.
	 * @return the identity in the heartbeats
	 */
	public NodeIdentity identity() {
		return this.identity;
	}

	Transport transport() {
		return this.transport;
	}

}
