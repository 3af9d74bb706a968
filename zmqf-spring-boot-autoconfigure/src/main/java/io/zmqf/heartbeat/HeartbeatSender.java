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
 * Says to a router or a server that a client or a worker is alive. A loop of its own, so
 * that nothing else can delay it. A receiver of this library answers each heartbeat,
 * those of others at least ZMTP's PING: so the sender knows when its receiver falls
 * silent. It counts the misses as a receiver does, and connects anew after too many.
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

	/** The first one of a start, and those to further addresses of the host. */
	private volatile List<HeartbeatConnection> sending = List.of();

	/** Those whose receiver is there; of what one name means, one is enough. */
	private final List<HeartbeatConnection> alive = new ArrayList<>();

	private @Nullable AddressPool sockets;

	private boolean started;

	/**
	 * Creates a sender that connects when it is started.
	 * @param settings the endpoint and the pace
	 * @param identity the identity of the sending node
	 * @param type the type of the sending node, {@link NodeType#CLIENT} or
	 * {@link NodeType#WORKER}
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify when the receiver appears and disappears
	 */
	public HeartbeatSender(HeartbeatSettings settings, NodeIdentity identity, NodeType type, Transport transport,
			NodeListener listener) {
		this(settings, settings::endpoint, identity, type, transport, listener);
	}

	/**
	 * Creates a sender whose receiver may be elsewhere by the time it is started.
	 * @param settings the pace
	 * @param receiver a supplier of the receiver's address, called once for each start
	 * @param identity the identity of the sending node
	 * @param type the type of the sending node, {@link NodeType#CLIENT} or
	 * {@link NodeType#WORKER}
	 * @param transport the factory of its sockets
	 * @param listener the listener to notify when the receiver appears and disappears
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

	/** Begins to connect and to send. */
	public synchronized void start() {
		AddressPool prepared = prepare();
		this.sending.forEach((each) -> each.open());
		this.started = true;
		prepared.watch();
	}

	/** Makes what {@link #start()} starts; a test steps it. */
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

	/** Not to an address that was found after the end. */
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

	/** Closes. */
	public synchronized void stop() {
		List<HeartbeatConnection> all = this.sending;
		this.sending = List.of();
		this.started = false;
		if (this.sockets != null) {
			this.sockets.close();
			this.sockets = null;
		}
		all.forEach((each) -> each.close());
		synchronized (this.alive) { // whose ends nobody is told of
			this.alive.removeAll(all);
		}
	}

	/**
	 * Where heartbeats go.
	 * @return the endpoint
	 */
	public Endpoint endpoint() {
		return this.receiver.get().forConnecting();
	}

	/**
	 * What it says that this node is.
	 * @return a client or a worker
	 */
	public NodeType type() {
		return this.type;
	}

	/**
	 * How things are, without waiting.
	 * @return the sender at this moment
	 */
	public SenderStatus status() {
		List<HeartbeatConnection> all = this.sending;
		if (all.isEmpty()) {
			return new SenderStatus(null, false, null, null);
		}
		HeartbeatConnection shown = all.stream().filter((each) -> each.isAlive()).findFirst().orElse(all.get(0));
		return shown.status();
	}

	/** A connection has its receiver, or lost it. */
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
	 * Who sends the heartbeats.
	 * @return the identity that receivers see
	 */
	public NodeIdentity identity() {
		return this.identity;
	}

	Transport transport() {
		return this.transport;
	}

}
