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

	/** What addresses and an event may have besides the data and the headers. */
	private static final int MAX_ENVELOPE = 64 * 1024;

	static final String MEMORY_EXCEEDED = "its connection held most of what all connections held, which was too much";

	private final EventLoop loop;

	private final SocketSettings settings;

	private final Metadata metadata;

	private final FrameLimits frameLimits;

	private final BiConsumer<LoopSocket, SocketEvent> events;

	/** Asks for a turn of the socket's loop. */
	private final Runnable arrival;

	/** The connections with messages, in turn. */
	private final TurnQueue<Connection> ready = new TurnQueue<>();

	private @Nullable Connection last;

	private @Nullable Listener listener;

	private @Nullable Connector connector;

	private Endpoint endpoint;

	/** The address in events. */
	private String name;

	private long heardAt = System.nanoTime();

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

	/** Opens a socket without a listener or a connector. */
	static NioSocket open(EventLoop loop, SocketSettings settings, BiConsumer<LoopSocket, SocketEvent> events,
			Runnable arrival) {
		return (settings.type() == SocketSettings.Type.ROUTER) ? new RouterSocket(loop, settings, events, arrival)
				: new DealerSocket(loop, settings, events, arrival);
	}

	/** Accepts connections from now on. */
	void accept(Listener accepting, ServerEndpoint bound) {
		this.listener = accepting;
		this.endpoint = bound.endpoint();
		this.name = bound.name();
	}

	/** Connects once {@link #connect()} is called. */
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

	/** What peers receive in the handshake. */
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

	/** The routing id of a peer that announced one, or none. */
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

	/** A handshake has succeeded. */
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

	/** A peer has sent something, be it a command of ZMTP. */
	void heard() {
		if (this.settings.ping() != null) {
			this.heardAt = System.nanoTime();
		}
	}

	/** The peer of a socket that connects has answered a PING. */
	void answered() {
		this.answersPings = true;
	}

	@Override
	public boolean answersPings() {
		return this.answersPings;
	}

	void tell(SocketEvent.Type type, @Nullable String peer, @Nullable Integer code, @Nullable String detail) {
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
	public boolean tellsHandshake() {
		return this.connector != null;
	}

	@Override
	public void connect() {
		this.loop.assertInEventLoop();
		if (this.connector != null) {
			this.connector.start();
		}
		else if (this.endpoint instanceof Endpoint.Inproc inproc && !this.loop.names().connect(inproc.name(), this)) {
			tell(SocketEvent.Type.CONNECT_DELAYED, null, null, null);
		}
	}

	@Override
	public long heardAt() {
		return (this.endpoint instanceof Endpoint.Inproc) ? System.nanoTime() : this.heardAt;
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
	public byte @Nullable [] gonePeer(byte[][] frames) {
		if (frames[frames.length - 1] != Connection.GONE) {
			return null;
		}
		if (this.last != null) {
			left(this.last);
		}
		return isAddressed() ? frames[0] : Connection.NO_ID;
	}

	/** A connection is gone, of which the handler is told once it has all messages. */
	void leaves(Connection connection) {
	}

	/** The handler is told at this moment that a connection is gone. */
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
				tell(SocketEvent.Type.CLOSED, null, null, null);
			}
		}
		new ArrayList<>(connections()).forEach((connection) -> this.loop.guarded(connection::close));
		for (Connection connection; (connection = this.ready.poll()) != null;) {
			connection.discardReceived();
		}
	}

	/** Closes some connections, each of them whatever another one throws. */
	void loseConnections(Predicate<Connection> some) {
		new ArrayList<>(connections()).stream()
			.filter(some)
			.forEach((connection) -> this.loop.guarded(connection::lose));
	}

}
