package io.zmqf.transport.jeromq;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.internal.BoundNames;
import io.zmqf.transport.internal.LoopSocket;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMonitor;

/** A JeroMQ socket. */
final class JeroMqSocket implements LoopSocket {

	/**
	 * The time to retry binding. An address becomes free shortly after its last socket
	 * was closed.
	 */
	private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * The maximum time of waits that JeroMQ can't end, because it ends them only for
	 * messages.
	 */
	private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** The notice of a lost peer, compared by identity. */
	private static final byte[][] GONE = {};

	private final ZMQ.Socket socket;

	private final ZMQ.CancellationToken wait;

	private final boolean connects;

	private final BoundNames<JeroMqSocket> names;

	private final BiConsumer<LoopSocket, SocketEvent> listener;

	private Endpoint endpoint;

	/**
	 * Whether the socket has a peer. Without one, JeroMQ queues messages for a future
	 * peer.
	 */
	private volatile boolean hasPeer;

	/** Whether the name is bound and the socket has yet to connect to it. */
	private volatile boolean nameBound;

	/** The time when the connection was lost, or 0 if it was not. */
	private volatile long lostAt;

	private volatile @Nullable Thread waiting;

	/** The first frame of the message that has ended a wait. */
	private byte @Nullable [] awaited;

	/** Guarded by {@link #wait}. */
	private boolean closed;

	private JeroMqSocket(ZContext context, BoundNames<JeroMqSocket> names, SocketSettings settings,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		this.socket = context
			.createSocket((settings.type() == SocketSettings.Type.ROUTER) ? SocketType.ROUTER : SocketType.DEALER);
		this.wait = this.socket.createCancellationToken();
		this.connects = !settings.binds();
		this.hasPeer = settings.binds();
		this.endpoint = settings.endpoint();
		this.names = names;
		this.listener = listener;
	}

	static JeroMqSocket open(ZContext context, BoundNames<JeroMqSocket> names, SocketSettings settings,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		JeroMqSocket socket = new JeroMqSocket(context, names, settings, listener);
		try {
			JeroMqOptions.set(socket.socket, settings);
			socket.socket.setEventHook(socket::onEvent, ZMQ.EVENT_ALL);
			if (settings.binds()) {
				socket.bind();
			}
			return socket;
		}
		catch (RuntimeException ex) {
			socket.close();
			throw (ex instanceof ZMQException failure) ? JeroMqExceptions.unusable(socket.endpoint, failure) : ex;
		}
	}

	private void bind() {
		boolean bound = false;
		for (long giveUp = System.nanoTime() + REBIND_NANOS; !bound;) {
			try {
				this.socket.bind(this.endpoint.toString());
				bound = true;
			}
			catch (ZMQException ex) {
				if (JeroMqExceptions.reason(this.endpoint, ex) != TransportException.Reason.ADDRESS_IN_USE
						|| System.nanoTime() - giveUp > 0) {
					throw ex;
				}
				LockSupport.parkNanos(GLANCE_NANOS);
			}
		}
		if (this.endpoint instanceof Endpoint.Tcp tcp) {
			String actual = this.socket.getLastEndpoint();
			this.endpoint = tcp.withPort(Integer.parseInt(actual.substring(actual.lastIndexOf(':') + 1)));
		}
		else if (this.endpoint instanceof Endpoint.Inproc inside) {
			publish(SocketEvent.Type.LISTENING);
			this.names.bind(inside.name(), this);
		}
	}

	private void publish(SocketEvent.Type type) {
		this.listener.accept(this, new SocketEvent(type, this.endpoint.toString(), null, null));
	}

	/** Handles an event on JeroMQ's I/O thread, which must not block. */
	private void onEvent(ZEvent event) {
		if (this.connects && event.getEvent() == ZMonitor.Event.CONNECTED) {
			this.hasPeer = true;
		}
		else if (this.connects && event.getEvent() == ZMonitor.Event.DISCONNECTED) {
			this.hasPeer = false;
			this.lostAt = System.nanoTime() | 1;
		}
		JeroMqEvents.read(event).ifPresent((read) -> this.listener.accept(this, read));
	}

	@Override
	public void connect() {
		try {
			if (this.endpoint instanceof Endpoint.Inproc inside) {
				publish(SocketEvent.Type.CONNECT_DELAYED);
				this.names.connect(inside.name(), this);
			}
			else {
				this.socket.connect(this.endpoint.toString());
			}
		}
		catch (ZMQException ex) {
			throw JeroMqExceptions.unusable(this.endpoint, ex);
		}
	}

	/**
	 * Handles a change of the name. Called on the thread of the socket that is or was
	 * bound to it.
	 */
	void onName(@Nullable JeroMqSocket bound) {
		if (bound != null) {
			this.nameBound = true;
			wakeUp();
		}
		else {
			this.hasPeer = false;
			publish(SocketEvent.Type.DISCONNECTED);
		}
	}

	private void connectToName() {
		this.nameBound = false;
		this.socket.connect(this.endpoint.toString());
		this.hasPeer = true;
		publish(SocketEvent.Type.CONNECTED);
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public boolean connects() {
		return this.connects;
	}

	@Override
	public long lastReceived() {
		return System.nanoTime(); // JeroMQ does not publish responses to its PING
	}

	@Override
	public SendResult send(byte[][] frames) {
		if (!this.hasPeer) {
			return SendResult.FULL;
		}
		try {
			for (int i = 0; i < frames.length; i++) {
				int more = (i < frames.length - 1) ? ZMQ.SNDMORE : 0;
				if (!this.socket.send(frames[i], ZMQ.DONTWAIT | more)) {
					return SendResult.FULL;
				}
			}
			return SendResult.SENT;
		}
		catch (ZMQException ex) {
			if (ex.getErrorCode() == ZMQ.Error.EHOSTUNREACH.getCode()) {
				return SendResult.UNROUTABLE;
			}
			throw JeroMqExceptions.unusable(this.endpoint, ex);
		}
	}

	@Override
	public byte @Nullable [][] receive() {
		if (this.nameBound) {
			connectToName();
		}
		byte[] first = (this.awaited != null) ? this.awaited : receive(ZMQ.DONTWAIT);
		this.awaited = null;
		if (first != null) {
			return withRest(first);
		}
		if (this.lostAt == 0 || System.nanoTime() - this.lostAt < GLANCE_NANOS) {
			return null; // JeroMQ publishes the loss just before the last messages
		}
		this.lostAt = 0;
		return GONE;
	}

	/**
	 * Receives a frame. Only blocking calls use the cancellation token: a late wake-up
	 * would hide messages from a non-blocking one.
	 */
	private byte @Nullable [] receive(int flags) {
		try {
			return (flags == ZMQ.DONTWAIT) ? this.socket.recv(flags) : this.socket.recv(flags, this.wait);
		}
		catch (ZMQException ex) {
			if (this.wait.isCancellationRequested() || ex.getErrorCode() == ZMQ.Error.EINTR.getCode()) {
				return null;
			}
			throw JeroMqExceptions.unusable(this.endpoint, ex);
		}
	}

	private byte[][] withRest(byte[] first) {
		List<byte[]> frames = new ArrayList<>(List.of(first));
		while (this.socket.hasReceiveMore()) {
			frames.add(this.socket.recv(0));
		}
		return frames.toArray(byte[][]::new);
	}

	@Override
	public void await(long nanos, boolean readable, boolean writable) {
		boolean glances = writable || !readable || this.nameBound || this.lostAt != 0;
		long limit = (glances && (nanos < 0 || nanos > GLANCE_NANOS)) ? GLANCE_NANOS : nanos;
		try {
			if (!readable) {
				this.waiting = Thread.currentThread();
				LockSupport.parkNanos(this, limit);
				return;
			}
			int millis = (limit < 0) ? -1 : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(limit) + 1);
			this.socket.setReceiveTimeOut(millis);
			this.awaited = receive(0);
		}
		finally {
			this.waiting = null;
			this.wait.reset();
		}
	}

	@Override
	public void wakeUp() {
		synchronized (this.wait) {
			if (!this.closed) {
				this.wait.cancel();
			}
		}
		LockSupport.unpark(this.waiting);
	}

	@Override
	public boolean isWritable() {
		return this.hasPeer && (this.socket.getEvents() & ZMQ.Poller.POLLOUT) != 0;
	}

	@Override
	public byte @Nullable [] lostPeer(byte[][] frames) {
		return (frames == GONE) ? new byte[0] : null;
	}

	@Override
	public void close() {
		synchronized (this.wait) {
			this.closed = true; // a late wake-up would find no mailbox
		}
		if (this.endpoint instanceof Endpoint.Inproc inside) {
			this.names.disconnect(inside.name(), this);
			if (this.names.unbind(inside.name(), this)) {
				this.socket.unbind(this.endpoint.toString()); // closing unbinds later
				publish(SocketEvent.Type.CLOSED);
			}
		}
		this.socket.close();
	}

}
