package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zmqf.transport.session.HandshakeTime;
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
		this.zmq.setUncaughtExceptionHandler((thread, ex) -> listener.ioFailed(ex));
		this.zmq.setNotificationExceptionHandler((thread, ex) -> listener.ioFailed(ex));
	}

	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		boolean serves = settings.keepsProcess() && !(settings.endpoint() instanceof Endpoint.Inproc);
		SocketLoop loop = new SocketLoop(name, settings.endpoint(), !serves, (owner) -> open(name, settings, owner),
				handler, System::nanoTime, (ex) -> this.listener.loopFailed(name, ex));
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

	private LoopSocket open(String name, SocketSettings settings, SocketLoop owner) {
		if (this.open.add(owner)) {
			owner.onEnd(() -> this.open.remove(owner));
		}
		if (this.closed.get()) {
			throw new TransportException(settings.endpoint(), TransportException.Reason.FAILED,
					settings.endpoint() + " can't be used: the transport is closed", null);
		}
		return JeroMqSocket.open(this.context, settings, (source, event) -> {
			this.listener.socketEvent(name, event);
			owner.onSocketEvent(source, event);
		});
	}

}
