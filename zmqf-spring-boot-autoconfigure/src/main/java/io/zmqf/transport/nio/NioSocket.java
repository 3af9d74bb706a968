package io.zmqf.transport.nio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.security.Peer;
import io.zmqf.zmtp.FrameLimits;
import io.zmqf.zmtp.Metadata;
import io.zmqf.zmtp.SocketType;
import org.jspecify.annotations.Nullable;

/** A socket and its connections. Belongs to the event loop. */
abstract class NioSocket implements LoopSocket {

	/** The maximum size of addresses and an event, in addition to data and headers. */
	private static final int MAX_ENVELOPE = 64 * 1024;

	static final String MEMORY_EXCEEDED = "its connection had the largest share when all connections exceeded "
			+ "zmqf.memory.node";

	private final EventLoop loop;

	private final SocketSettings settings;

	private final Metadata metadata;

	private final FrameLimits frameLimits;

	private final BiConsumer<LoopSocket, SocketEvent> events;

	/** The callback that requests a turn of the socket's loop. */
	private final Runnable arrival;

	/** The connections with received messages, in the order of their turns. */
	private final TurnQueue<Connection> ready = new TurnQueue<>();

	private @Nullable Connection last;

	private @Nullable Listener listener;

	private @Nullable Connector connector;

	private Endpoint endpoint;

	/** The address for events. */
	private String name;

	private long lastReceived = System.nanoTime();

	private boolean answersPings;

	private boolean closed;

	NioSocket(EventLoop loop, SocketSettings settings, BiConsumer<LoopSocket, SocketEvent> events, Runnable arrival) {
		this.loop = loop;
		this.settings = settings;
		this.events = events;
		this.arrival = arrival;
		this.endpoint = settings.endpoint();
		this.name = this.endpoint.toString();
		SocketLimits limits = settings.limits();
		this.frameLimits = new FrameLimits(limits.messageSize(), limits.frames(),
				Math.max(limits.messageSize(), limits.messageSize() + limits.headersSize() + MAX_ENVELOPE));
		this.metadata = Metadata.of(isAddressed() ? SocketType.ROUTER : SocketType.DEALER, ownId(),
				settings.properties());
	}

	/** Creates a socket without a listener or a connector. */
	static NioSocket open(EventLoop loop, SocketSettings settings, BiConsumer<LoopSocket, SocketEvent> events,
			Runnable arrival) {
		return (settings.type() == SocketSettings.Type.ROUTER) ? new RouterSocket(loop, settings, events, arrival)
				: new DealerSocket(loop, settings, events, arrival);
	}

	/** Sets the listener, which accepts connections from now on. */
	void accept(Listener accepting, ServerEndpoint bound) {
		this.listener = accepting;
		this.endpoint = bound.endpoint();
		this.name = bound.name();
	}

	/** Sets the connector, which connects once {@link #connect()} is called. */
	void connectWith(Connector connecting) {
		this.connector = connecting;
		this.name = connecting.name();
	}

	EventLoop loop() {
		return this.loop;
	}

	SocketSettings settings() {
		return this.settings;
	}

	/** Returns the metadata that peers receive in the handshake. */
	Metadata ownMetadata() {
		return this.metadata;
	}

	FrameLimits frameLimits() {
		return this.frameLimits;
	}

	byte[] ownId() {
		byte[] identity = this.settings.identity();
		return (identity != null) ? identity : Connection.NO_ID;
	}

	int highWaterMark() {
		return this.settings.limits().highWaterMark();
	}

	boolean noticesLoss() {
		return connects() || this.settings.peerLoss();
	}

	/** Whether the first frame of each message is the routing id of a peer. */
	boolean isAddressed() {
		return this.settings.type() == SocketSettings.Type.ROUTER;
	}

	/** Returns the routing id for a peer, which may have announced one. */
	byte[] routingId(byte[] announced) {
		return Connection.NO_ID;
	}

	/** Whether a peer may have the routing id that it announced. */
	boolean admits(byte[] announced, @Nullable Peer peer) {
		return true;
	}

	abstract void add(Connection connection);

	abstract void remove(Connection connection);

	abstract Collection<Connection> connections();

	/** Adds a connection whose handshake has succeeded. */
	void join(Connection connection) {
		add(connection);
		becameWritable();
	}

	void arrived(TurnQueue.Place<Connection> connection) {
		if (!this.closed) {
			this.ready.add(connection);
			this.arrival.run();
		}
	}

	void becameWritable() {
		if (!this.closed) {
			this.arrival.run();
		}
	}

	/** Records a sign of life of a peer, such as a command of ZMTP. */
	void received() {
		if (this.settings.ping() != null) {
			this.lastReceived = System.nanoTime();
		}
	}

	/** Records that the peer of a connecting socket has answered a PING. */
	void answered() {
		this.answersPings = true;
	}

	@Override
	public boolean answersPings() {
		return this.answersPings;
	}

	void report(SocketEvent.Type type, @Nullable String peer, @Nullable Integer code, @Nullable String detail) {
		this.events.accept(this, new SocketEvent(type, this.name, peer, code, detail));
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public boolean connects() {
		return !this.settings.binds();
	}

	@Override
	public boolean reportsHandshake() {
		return this.connector != null;
	}

	@Override
	public void connect() {
		this.loop.assertInEventLoop();
		if (this.connector != null) {
			this.connector.start();
		}
		else if (this.endpoint instanceof Endpoint.Inproc inproc && !this.loop.names().connect(inproc.name(), this)) {
			report(SocketEvent.Type.CONNECT_DELAYED, null, null, null);
		}
	}

	@Override
	public long lastReceived() {
		boolean read = !(this.endpoint instanceof Endpoint.Inproc)
				&& connections().stream().noneMatch(Connection::isReadingPaused);
		return read ? this.lastReceived : System.nanoTime();
	}

	@Override
	public byte @Nullable [][] receive() {
		this.loop.assertInEventLoop();
		Connection connection = this.ready.poll();
		if (connection == null) {
			return null;
		}
		this.last = connection;
		return connection.receive();
	}

	@Override
	public @Nullable Peer peer() {
		return (this.last != null) ? this.last.peer() : null;
	}

	@Override
	public @Nullable String peerAddress() {
		return (this.last != null) ? this.last.address() : null;
	}

	@Override
	public @Nullable String peerProperty(String name) {
		return (this.last != null) ? this.last.text(name) : null;
	}

	@Override
	public byte @Nullable [] lostPeer(byte[][] frames) {
		if (frames[frames.length - 1] != Connection.GONE) {
			return null;
		}
		if (this.last != null) {
			left(this.last);
		}
		return isAddressed() ? frames[0] : Connection.NO_ID;
	}

	/**
	 * Called when a connection is lost. The handler learns of it after all received
	 * messages.
	 */
	void leaves(Connection connection) {
	}

	/** Called when the handler is notified of the loss of a connection. */
	void left(Connection connection) {
	}

	@Override
	public void close() {
		this.loop.assertInEventLoop();
		if (this.closed) {
			return;
		}
		this.closed = true;
		if (this.connector != null) {
			this.loop.guarded(this.connector::close);
		}
		if (this.listener != null) {
			this.loop.guarded(this.listener::close);
		}
		if (this.endpoint instanceof Endpoint.Inproc inproc) {
			this.loop.names().disconnect(inproc.name(), this);
			if (this.loop.names().unbind(inproc.name(), this)) {
				report(SocketEvent.Type.CLOSED, null, null, null);
			}
		}
		new ArrayList<>(connections()).forEach((connection) -> this.loop.guarded(connection::close));
		for (Connection connection; (connection = this.ready.poll()) != null;) {
			connection.discardReceived();
		}
	}

	/** Closes the matching connections, even if closing one of them throws. */
	void loseConnections(Predicate<Connection> some) {
		new ArrayList<>(connections()).stream()
			.filter(some)
			.forEach((connection) -> this.loop.guarded(connection::lose));
	}

}
