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
import io.zmqf.transport.internal.LoopSocket;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMonitor;
import zmq.Msg;

/** A socket of JeroMQ with the options that every socket of this library has. */
final class JeroMqSocket implements LoopSocket {

	/** JeroMQ's fresh connections stall now and then, and have to be made again. */
	private static final int CONNECTING_HANDSHAKE_MILLIS = 2000;

	private static final int ACCEPTED_HANDSHAKE_MILLIS = 10_000;

	private static final int MAX_RECONNECT_MILLIS = 1000;

	private static final int LINGER_MILLIS = 1000;

	private static final int BACKLOG = 1024;

	/** An address is free a little after its last socket was closed. */
	private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** JeroMQ can't end a wait for anything but a message, so such waits are short. */
	private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	/** The notice, recognised by its identity, that the peer is gone. */
	private static final byte[][] GONE = {};

	private static final byte[] NO_IDENTITY = {};

	private final ZMQ.Socket socket;

	private final ZMQ.CancellationToken wait;

	private final boolean connects;

	private final BoundNames names;

	private final BiConsumer<LoopSocket, SocketEvent> listener;

	private Endpoint endpoint;

	private boolean bound;

	/** Whether the socket has a peer; JeroMQ also queues messages for one to come. */
	private volatile boolean hasPeer;

	/** Whether the name is bound that the socket has yet to connect to. */
	private volatile boolean nameBound;

	/** The time when the connection was lost, 0 for none that was. */
	private volatile long lostAt;

	private volatile @Nullable Thread waiting;

	/** Guarded by {@link #wait}. */
	private boolean closed;

	private JeroMqSocket(ZContext context, BoundNames names, SocketSettings settings,
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

	static JeroMqSocket open(ZContext context, BoundNames names, SocketSettings settings,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		JeroMqSocket socket = new JeroMqSocket(context, names, settings, listener);
		try {
			socket.configure(settings);
			socket.socket.setEventHook(socket::onEvent, ZMQ.EVENT_ALL);
			if (settings.binds()) {
				socket.bind();
			}
			return socket;
		}
		catch (RuntimeException ex) {
			socket.close();
			throw (ex instanceof ZMQException failure) ? socket.unusable(failure) : ex;
		}
	}

	private void configure(SocketSettings settings) {
		this.socket.setLinger(LINGER_MILLIS);
		this.socket.setHWM(settings.limits().highWaterMark());
		this.socket.setBacklog(BACKLOG);
		this.socket.setHandshakeIvl(this.connects ? CONNECTING_HANDSHAKE_MILLIS : ACCEPTED_HANDSHAKE_MILLIS);
		this.socket.setReconnectIVLMax(MAX_RECONNECT_MILLIS);
		this.socket.setTCPKeepAlive(1);
		limit(settings.limits().messageSize());
		this.socket.setIPv6(this.endpoint instanceof Endpoint.Tcp tcp && tcp.isIpv6());
		if (settings.identity() != null) {
			this.socket.setIdentity(settings.identity());
		}
		if (settings.type() == SocketSettings.Type.ROUTER) {
			this.socket.setRouterMandatory(true);
			// A REQ client that gave up comes back under its identity
			this.socket.setRouterHandover(true);
		}
		if (settings.ping() != null) {
			this.socket.setHeartbeatIvl((int) settings.ping().toMillis());
			this.socket.setHeartbeatTimeout(0); // JeroMQ can't reliably cancel its timer
		}
	}

	/**
	 * JeroMQ takes a length of 64 bits for a signed one and cuts it to 32. What is left
	 * of a forged one would end its thread, or have it spin, and is no length at all.
	 */
	private void limit(long size) {
		this.socket.setMaxMsgSize(size);
		this.socket.setMsgAllocator((length) -> new Msg((length < 0 || length > size) ? 0 : length));
	}

	private void bind() {
		long giveUp = System.nanoTime() + REBIND_NANOS;
		while (true) {
			try {
				this.socket.bind(this.endpoint.toString());
				this.bound = true;
				break;
			}
			catch (ZMQException ex) {
				if (reason(ex) != TransportException.Reason.ADDRESS_IN_USE || System.nanoTime() - giveUp > 0) {
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
			this.names.bound(inside.name());
		}
	}

	private void publish(SocketEvent.Type type) {
		this.listener.accept(this, new SocketEvent(type, this.endpoint.toString(), null, null));
	}

	/** Called by JeroMQ's own thread, which must not wait. */
	private void onEvent(ZEvent event) {
		if (this.connects && event.getEvent() == ZMonitor.Event.CONNECTED) {
			this.hasPeer = true;
		}
		else if (this.connects && event.getEvent() == ZMonitor.Event.DISCONNECTED) {
			this.hasPeer = false;
			this.lostAt = System.nanoTime() | 1;
		}
		SocketEvent read = JeroMqEvents.read(event);
		if (read != null) {
			this.listener.accept(this, read);
		}
	}

	@Override
	public void connect() {
		try {
			if (this.endpoint instanceof Endpoint.Inproc inside) {
				publish(SocketEvent.Type.CONNECT_DELAYED);
				this.names.add(inside.name(), this, this::onName);
			}
			else {
				this.socket.connect(this.endpoint.toString());
			}
		}
		catch (ZMQException ex) {
			throw unusable(ex);
		}
	}

	/** Called by the thread of the socket that is bound to the name, or was. */
	private void onName(boolean reachable) {
		if (reachable) {
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
	public long heardAt() {
		return System.nanoTime(); // JeroMQ does not publish the answers to its PING
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
			throw unusable(ex);
		}
	}

	@Override
	public byte @Nullable [][] receive() {
		if (this.nameBound) {
			connectToName();
		}
		byte[] first = receive(ZMQ.DONTWAIT);
		if (first != null) {
			return withRest(first);
		}
		if (this.lostAt == 0 || System.nanoTime() - this.lostAt < GLANCE_NANOS) {
			return null; // JeroMQ publishes the loss just before the last messages
		}
		this.lostAt = 0;
		return GONE;
	}

	/** A late call to wake up must end a wait alone: it would hide what is there. */
	private byte @Nullable [] receive(int flags) {
		try {
			return (flags == ZMQ.DONTWAIT) ? this.socket.recv(flags) : this.socket.recv(flags, this.wait);
		}
		catch (ZMQException ex) {
			if (this.wait.isCancellationRequested() || ex.getErrorCode() == ZMQ.Error.EINTR.getCode()) {
				return null;
			}
			throw unusable(ex);
		}
	}

	private byte[][] withRest(byte[] first) {
		List<byte[]> frames = new ArrayList<>();
		frames.add(first);
		while (this.socket.hasReceiveMore()) {
			frames.add(this.socket.recv(0));
		}
		return frames.toArray(byte[][]::new);
	}

	@Override
	public byte @Nullable [][] await(long nanos, boolean readable, boolean writable) {
		boolean glances = writable || !readable || this.nameBound || this.lostAt != 0;
		long limit = (glances && (nanos < 0 || nanos > GLANCE_NANOS)) ? GLANCE_NANOS : nanos;
		try {
			if (!readable) {
				this.waiting = Thread.currentThread();
				LockSupport.parkNanos(this, limit);
				return null;
			}
			int millis = (limit < 0) ? -1 : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(limit) + 1);
			this.socket.setReceiveTimeOut(millis);
			byte[] first = receive(0);
			return (first != null) ? withRest(first) : null;
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
	public byte @Nullable [] gonePeer(byte[][] frames) {
		return (frames == GONE) ? NO_IDENTITY : null;
	}

	@Override
	public void close() {
		synchronized (this.wait) {
			this.closed = true; // a late call to wake up would find no mailbox
		}
		if (this.endpoint instanceof Endpoint.Inproc inside) {
			if (this.connects) {
				this.names.remove(inside.name(), this);
			}
			else if (this.bound) {
				this.socket.unbind(this.endpoint.toString()); // closing does it later
				this.names.unbound(inside.name());
				publish(SocketEvent.Type.CLOSED);
			}
		}
		this.socket.close();
	}

	private TransportException unusable(ZMQException ex) {
		return new TransportException(this.endpoint, reason(ex), String.valueOf(ex.getMessage()), ex);
	}

	private TransportException.Reason reason(ZMQException ex) {
		if (ex.getErrorCode() == ZMQ.Error.EADDRINUSE.getCode()) {
			return TransportException.Reason.ofRefusedBinding(this.endpoint);
		}
		return (ex.getErrorCode() == ZMQ.Error.EADDRNOTAVAIL.getCode())
				? TransportException.Reason.ADDRESS_NOT_AVAILABLE : TransportException.Reason.FAILED;
	}

}
