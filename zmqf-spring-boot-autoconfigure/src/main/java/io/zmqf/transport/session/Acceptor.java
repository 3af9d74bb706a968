package io.zmqf.transport.session;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import org.jspecify.annotations.Nullable;
import zmq.Own;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IOObject;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.mechanism.Mechanisms;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;
import zmq.socket.Sockets;

/**
 * Accepts connections and gives each to an {@link AcceptedSession}. In the place of
 * JeroMQ's {@code TcpListener}, with the same events. Lives on an I/O thread once it is
 * bound.
 * <p>
 * Strangers are kept within bounds: a handshake has a time to be done in, so many may go
 * on at once, and together they get a part of the thread's time, unless nobody else wants
 * it.
 */
final class Acceptor extends Own implements IPollEvents {

	private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

	/** How long one may stay that was refused: long enough to be told. */
	private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private static final int MAX_HANDSHAKES = 1024;

	private static final int LOOK_TIMER = 1;

	private static final int LOOK_MILLIS = 100;

	private static final int TURN_TIMER = 2;

	private static final int TURN_MILLIS = 5;

	private static final int ACCEPT_TIMER = 3;

	private static final int ACCEPT_MILLIS = 100;

	private final IOThread ioThread;

	private final SocketBase socket;

	private final Entrance entrance;

	private final Reception reception;

	private final IOObject io;

	private final Handshakes<AcceptedSession> handshakes = new Handshakes<>(MAX_HANDSHAKES);

	/** Those who were refused, in the order in which they are to go. */
	private final Handshakes<AcceptedSession> refused = new Handshakes<>(Integer.MAX_VALUE);

	/** Those that have shaken hands. */
	private final Set<AcceptedSession> established = new LinkedHashSet<>();

	private final Map<ByteBuffer, AcceptedSession> identities = new HashMap<>();

	private final Set<Integer> timers = new LinkedHashSet<>();

	private Poller.@Nullable Handle handle;

	private Runnable unwatch = () -> {
	};

	private long readsSeen;

	/** On the socket's thread. */
	Acceptor(SocketAccess access, Entrance entrance, Reception reception) {
		super(access.ioThread(), access.options());
		this.ioThread = access.ioThread();
		this.socket = access.socket();
		this.entrance = entrance;
		this.reception = reception;
		this.io = new IOObject(this.ioThread, this);
		Class<?> usual = Sockets.createSession(this.ioThread, false, this.socket, this.options, null).getClass();
		if (usual != SessionBase.class) {
			throw new IllegalArgumentException("A " + this.socket.typeString() + " socket with " + usual.getSimpleName()
					+ " can't be bound to " + entrance.endpoint());
		}
		boolean asks = this.options.asServer && this.options.mechanism != Mechanisms.NULL;
		if (asks != security().authenticates()) {
			throw new IllegalArgumentException("A socket with the mechanism " + this.options.mechanism
					+ " can't be bound to " + entrance.endpoint() + " with " + security().getClass().getSimpleName());
		}
	}

	String endpoint() {
		return this.entrance.endpoint();
	}

	ServerSecurity security() {
		return this.reception.security();
	}

	@Override
	protected void processPlug() {
		this.io.plug();
		this.handle = this.io.addFd(this.entrance.channel());
		this.io.setPollAccept(this.handle);
		this.unwatch = security().watch(this::lookAgain);
	}

	/** Returns to the I/O thread, from any other. */
	private void lookAgain() {
		try {
			sendCancel();
		}
		catch (RuntimeException ex) {
			// the context is closed, and so are all connections
		}
	}

	/** Others are let in by now. */
	@Override
	protected void processCancel() {
		for (AcceptedSession session : new ArrayList<>(this.established)) {
			Peer peer = session.peer();
			if (peer != null && !security().mayStay(peer)) {
				session.cutOff();
			}
		}
	}

	@Override
	public void acceptEvent() {
		SocketChannel accepted;
		try {
			accepted = this.entrance.channel().accept();
		}
		catch (IOException ex) {
			this.socket.eventAcceptFailed(endpoint(), ZError.exccode(ex));
			pause();
			return;
		}
		if (accepted != null) {
			try {
				serve(accepted);
			}
			catch (IOException | RuntimeException ex) {
				close(accepted);
				this.socket.eventAcceptFailed(endpoint(), ZError.EINVAL);
			}
		}
	}

	/** Mostly the process has too many files open: asking again at once helps nobody. */
	private void pause() {
		if (this.handle != null) {
			this.io.removeHandle(this.handle);
			this.handle = null;
		}
		startTimer(ACCEPT_TIMER, ACCEPT_MILLIS);
	}

	private void serve(SocketChannel accepted) throws IOException {
		InetAddress origin = this.entrance.origin(accepted);
		String address = (origin != null) ? String.valueOf(accepted.getRemoteAddress()).substring(1) : null;
		if (origin != null && !security().addresses().admits(origin)) {
			close(accepted);
			tell(address, HandshakeFailure.ADDRESS.code());
			return;
		}
		AcceptedSession surplus = isFull() ? this.handshakes.oldestOfMost() : this.handshakes.surplus();
		if (surplus != null) {
			surplus.breakOff(HandshakeFailure.OVERLOAD);
		}
		if (isFull()) {
			tell(address, ExceededLimit.CONNECTIONS.code());
			close(accepted);
			return;
		}
		GuardedEngine engine = this.entrance.engine(accepted, this.options);
		AcceptedSession session = new AcceptedSession(this.ioThread, this.socket, this.options, this, origin, address);
		this.handshakes.begin(session, session.origin(), System.nanoTime() + HANDSHAKE_NANOS);
		startTimer(LOOK_TIMER, LOOK_MILLIS);
		session.incSeqnum(); // for the engine, which must not come too late
		launchChild(session);
		sendAttach(session, engine, false);
		this.socket.eventAccepted(endpoint(), accepted);
	}

	/** Who has not shaken hands yet makes room for others. */
	private boolean isFull() {
		return this.established.size() + this.refused.size() + this.handshakes.size() >= this.reception
			.maxConnections();
	}

	/** Tells of a connection that was closed. */
	void tell(@Nullable String address, int code) {
		this.socket.eventHandshakeFailedNoDetail(new ConnectionName(endpoint(), address, "", false).toString(), code);
	}

	/** Whether a connection may shake hands now; it gets its turn later otherwise. */
	boolean givesTurn(AcceptedSession session) {
		if (!security().encrypts()
				|| !this.handshakes.isAnybodyWaiting() && this.reception.time().isLeft(System.nanoTime())) {
			return true;
		}
		this.handshakes.await(session, session.origin());
		startTimer(TURN_TIMER, TURN_MILLIS);
		return false;
	}

	private void giveTurns() {
		HandshakeTime time = this.reception.time();
		boolean idle = time.reads() == this.readsSeen;
		this.readsSeen = time.reads();
		long begin = System.nanoTime();
		for (long now = begin; time.isLeft(now)
				|| idle && now - begin < TimeUnit.MILLISECONDS.toNanos(TURN_MILLIS); now = System.nanoTime()) {
			AcceptedSession next = this.handshakes.next();
			if (next == null) {
				return;
			}
			next.takeTurn();
		}
		if (this.handshakes.isAnybodyWaiting()) {
			startTimer(TURN_TIMER, TURN_MILLIS);
		}
	}

	void spend(long nanos) {
		if (security().encrypts()) {
			this.reception.time().spend(nanos);
		}
	}

	void countRead() {
		this.reception.time().countRead();
	}

	/** A connection was refused, and should go soon by itself. */
	void refused(AcceptedSession session) {
		if (this.handshakes.end(session, session.origin())) {
			this.refused.begin(session, "", System.nanoTime() + FAREWELL_NANOS);
		}
	}

	void established(AcceptedSession session) {
		this.handshakes.end(session, session.origin());
		this.established.add(session);
	}

	/**
	 * Gives an identity to a connection, unless another user's has it: a ROUTER would
	 * send the other one's replies there from then on.
	 */
	boolean takesIdentity(AcceptedSession session) {
		if (!security().authenticates() || !session.identity().hasRemaining()) {
			return true;
		}
		AcceptedSession holder = this.identities.get(session.identity());
		if (holder != null && !session.isOfSamePeerAs(holder)) {
			return false;
		}
		this.identities.put(session.identity(), session);
		return true;
	}

	void left(AcceptedSession session) {
		this.handshakes.end(session, session.origin());
		this.refused.end(session, "");
		this.established.remove(session);
		this.identities.remove(session.identity(), session);
	}

	private void look() {
		long now = System.nanoTime();
		this.handshakes.overdue(now).forEach((session) -> session.breakOff(HandshakeFailure.TIMEOUT));
		this.refused.overdue(now).forEach(AcceptedSession::cutOff);
		if (!this.handshakes.isEmpty() || !this.refused.isEmpty()) {
			startTimer(LOOK_TIMER, LOOK_MILLIS);
		}
	}

	private void startTimer(int timer, int millis) {
		if (!isTerminating() && this.timers.add(timer)) {
			this.io.addTimer(millis, timer);
		}
	}

	@Override
	public void timerEvent(int id) {
		this.timers.remove(id);
		switch (id) {
			case LOOK_TIMER -> look();
			case TURN_TIMER -> giveTurns();
			default -> {
				this.handle = this.io.addFd(this.entrance.channel());
				this.io.setPollAccept(this.handle);
			}
		}
	}

	@Override
	protected void processTerm(int linger) {
		this.unwatch.run();
		this.timers.forEach(this.io::cancelTimer);
		this.timers.clear();
		if (this.handle != null) {
			this.io.removeHandle(this.handle);
			this.handle = null;
		}
		try {
			this.entrance.close();
			this.socket.eventClosed(endpoint(), this.entrance.channel());
		}
		catch (IOException ex) {
			this.socket.eventCloseFailed(endpoint(), ZError.exccode(ex));
		}
		super.processTerm(linger);
	}

	@Override
	protected void destroy() {
		this.io.unplug();
	}

	private static void close(SocketChannel accepted) {
		try {
			accepted.close();
		}
		catch (IOException ex) {
			// was not used yet
		}
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + endpoint() + "]";
	}

}
