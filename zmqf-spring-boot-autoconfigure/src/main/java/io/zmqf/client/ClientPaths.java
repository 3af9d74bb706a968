package io.zmqf.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.zmqf.message.Capabilities;
import io.zmqf.transport.AddressPool;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/** The paths of a client to its peers, and the selection among them. Thread-safe. */
final class ClientPaths {

	private final ClientSettings settings;

	private final List<RequestPath> paths;

	private final List<AddressPool> addresses = new ArrayList<>();

	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * The lock for opening further connections. It is not {@code this}, because opening
	 * may take longer than {@link #close()} may.
	 */
	private final Object opening = new Object();

	private volatile boolean open;

	private volatile boolean closed;

	/**
	 * Creates paths that are not open.
	 * @param settings the settings of the client
	 * @param transport the factory of their sockets
	 */
	ClientPaths(ClientSettings settings, Transport transport) {
		this.settings = settings;
		this.paths = (settings.correlation() == Correlation.ENVELOPE) ? pipelined(transport) : List.of(pool(transport));
	}

	private List<RequestPath> pipelined(Transport transport) {
		List<RequestPath> connections = new CopyOnWriteArrayList<>();
		for (Endpoint address : this.settings.addresses()) {
			AddressPool sockets = new AddressPool(address, transport, (share) -> connect(
					socket(address).asksForSigns().withShare(share).withProperties(Capabilities.OWN.properties()),
					transport, connections));
			sockets.add();
			this.addresses.add(sockets);
		}
		return connections;
	}

	/** Adds a connection. An open client does this on a separate thread. */
	private void connect(SocketSettings socket, Transport transport, List<RequestPath> connections) {
		synchronized (this.opening) {
			if (this.closed) {
				return;
			}
			PipelinedConnection connection = new PipelinedConnection(threadName(connections.size()), socket, transport,
					this);
			if (this.open) {
				connection.open(); // may fail, so before it is added
			}
			if (!add(connection, connections)) {
				connection.close();
			}
		}
	}

	/** Adds the connection, and returns {@code false} if the client is closed. */
	private synchronized boolean add(PipelinedConnection connection, List<RequestPath> connections) {
		if (this.closed) {
			return false;
		}
		return connections.add(connection);
	}

	private RequestPath pool(Transport transport) {
		List<SocketSettings> sockets = new ArrayList<>();
		for (int i = 0; i < this.settings.connections(); i++) {
			sockets.add(socket(this.settings.addresses().get(i % this.settings.addresses().size())));
		}
		return new UncorrelatedPool("zmqf-" + this.settings.name(), sockets, transport);
	}

	private SocketSettings socket(Endpoint address) {
		return SocketSettings.asking(address).withLimits(this.settings.limits()).withSecurity(this.settings.security());
	}

	private String threadName(int connection) {
		return "zmqf-" + this.settings.name()
				+ ((this.settings.addresses().size() > 1 || connection > 0) ? "-" + (connection + 1) : "");
	}

	synchronized void open() {
		this.open = true;
		this.paths.forEach(RequestPath::open);
		this.addresses.forEach(AddressPool::watch);
	}

	synchronized void close() {
		boolean wasOpen = this.open && !this.closed;
		this.closed = true;
		if (wasOpen) {
			this.addresses.forEach(AddressPool::close);
			this.paths.forEach(RequestPath::close);
		}
	}

	/**
	 * Returns the least loaded of the available paths, or of all if none is available.
	 */
	RequestPath best() {
		if (this.paths.size() == 1) {
			return this.paths.get(0);
		}
		int start = Math.floorMod(this.turn.getAndIncrement(), this.paths.size());
		RequestPath best = this.paths.get(start);
		for (int i = 1; i < this.paths.size(); i++) {
			RequestPath other = this.paths.get((start + i) % this.paths.size());
			boolean better = (other.isAvailable() == best.isAvailable()) ? other.load() < best.load()
					: other.isAvailable();
			best = better ? other : best;
		}
		return best;
	}

	/** Moves the queued requests of unavailable paths to other paths. */
	void becameAvailable(RequestPath available) {
		for (RequestPath path : this.paths) {
			if (path != available && !path.isAvailable()) {
				path.handOver();
			}
		}
	}

	/** Whether the current thread receives replies. */
	boolean isHere() {
		return this.paths.stream().anyMatch(RequestPath::isHere);
	}

	/**
	 * Rejects a wait on a thread that receives replies.
	 * @param event the event of the request, {@code null} for any request
	 */
	void requireOtherThread(@Nullable String event) {
		if (isHere()) {
			throw new IllegalStateException(((event != null) ? "'" + event + "'" : "A reply")
					+ " can't be awaited on the event loop that receives it. In a handler with "
					+ "blocking = false or a listener, use requestAsync and compose its future");
		}
	}

	List<RequestPath> all() {
		return this.paths;
	}

	List<SocketStatus> sockets() {
		return this.paths.stream().flatMap((path) -> path.sockets().stream()).toList();
	}

}
