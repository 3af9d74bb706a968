package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.session.HandshakeTime;
import io.zmqf.transport.session.IoThreadTurns;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * The ZeroMQ context that the sockets of an application share, so that {@code inproc://}
 * works among them. Closes last; loops that nobody has closed are closed before the
 * context, which would take their sockets from under their threads.
 */
public final class JeroMqTransport implements Transport, AutoCloseable {

	/** Who may connect to a Unix domain socket unless something else is said. */
	public static final Set<PosixFilePermission> DEFAULT_PERMISSIONS = Set.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE);

	private final ZContext zmq = new ZContext(1);

	private final JeroMqContext context;

	private final TransportListener listener;

	private final Set<SocketLoop> open = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable IoThreadTurns turns;

	public JeroMqTransport(TransportListener listener) {
		this(listener, DEFAULT_PERMISSIONS);
	}

	/**
	 * Creates a transport.
	 * @param listener who is told of what happens
	 * @param ipcPermissions the permissions of the files of Unix domain sockets: who may
	 * write may connect
	 */
	public JeroMqTransport(TransportListener listener, Set<PosixFilePermission> ipcPermissions) {
		this.listener = listener;
		this.context = new JeroMqContext(this.zmq, new InsideNames(), new HandshakeTime(), Set.copyOf(ipcPermissions));
		this.zmq.setUncaughtExceptionHandler((thread, ex) -> ioThreadFailed(ex));
		this.zmq.setNotificationExceptionHandler((thread, ex) -> listener.ioFailed(ex));
	}

	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		boolean serves = settings.keepsProcess() && !(settings.endpoint() instanceof Endpoint.Inproc);
		SocketLoop loop = new SocketLoop(name, settings.endpoint(), (owner) -> runner(owner, name, !serves),
				(owner) -> open(name, settings, owner), handler, System::nanoTime,
				(ex) -> this.listener.loopFailed(name, ex));
		loop.onState((state) -> this.listener.stateChanged(name, loop.status().endpoint(), state));
		return loop;
	}

	@Override
	public TransportListener listener() {
		return this.listener;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.open.forEach(SocketLoop::close);
			this.zmq.close();
		}
	}

	private LoopRunner runner(SocketLoop loop, String name, boolean daemon) {
		IoThreadTurns taken = turns();
		return (taken != null) ? new IoThreadRunner(taken, loop, name, daemon) : new ThreadRunner(loop, name, daemon);
	}

	/** The turns on the I/O thread, where this JeroMQ can give any. */
	private synchronized @Nullable IoThreadTurns turns() {
		if (this.turns == null && !this.closed.get() && IoThreadTurns.supported()) {
			this.turns = IoThreadTurns.on(this.zmq.createSocket(SocketType.PAIR));
		}
		return this.turns;
	}

	/** Nothing can be sent or received from now on, so nobody should wait for it. */
	private void ioThreadFailed(Throwable ex) {
		this.listener.ioFailed(ex);
		IoThreadTurns failed = this.turns;
		if (failed != null && failed.isHere()) {
			this.open.forEach(SocketLoop::end);
		}
	}

	private LoopSocket open(String name, SocketSettings settings, SocketLoop owner) {
		if (this.open.add(owner)) {
			owner.onEnd(() -> this.open.remove(owner));
		}
		if (this.closed.get()) {
			throw new TransportException(settings.endpoint(), TransportException.Reason.FAILED,
					settings.endpoint() + " can't be used: the transport is closed", null);
		}
		return JeroMqSocket.open(this.context, settings, owner.runner(), (source, event) -> {
			this.listener.socketEvent(name, event);
			owner.onSocketEvent(source, event);
		});
	}

}
