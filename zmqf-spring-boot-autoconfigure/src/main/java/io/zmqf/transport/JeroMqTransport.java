package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.tcp.HostLookup;
import io.zmqf.transport.tcp.SharedHost;
import io.zmqf.transport.tcp.TcpSockets;
import org.jspecify.annotations.Nullable;

/**
 * The ZeroMQ context that the sockets of an application share, so that {@code inproc://}
 * works among them. All its loops run on the context's one I/O thread, except that a
 * second context has those with {@link SocketSettings#ownThread()}; with a JeroMQ that
 * does not let them, each has a thread of its own. Closes last; loops that nobody has
 * closed are closed before the context, which would take their sockets from under them.
 */
public final class JeroMqTransport implements Transport {

	/** Who may connect to a Unix domain socket unless something else is said. */
	public static final Set<PosixFilePermission> DEFAULT_PERMISSIONS = Set.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE);

	private final JeroMqContext shared;

	/** For those who must not be delayed by what is done on the other's I/O thread. */
	private final JeroMqContext apart;

	private final TransportListener listener;

	private final HostLookup lookup;

	private final Duration lookInterval;

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
		this(listener, ipcPermissions, false);
	}

	/** Lets each loop have a thread of its own, as with an unknown JeroMQ. */
	JeroMqTransport(TransportListener listener, Set<PosixFilePermission> ipcPermissions, boolean ownThreads) {
		this(listener, ipcPermissions, ownThreads, HostLookup.SYSTEM, SharedHost.LOOK_INTERVAL);
	}

	private JeroMqTransport(TransportListener listener, Set<PosixFilePermission> ipcPermissions, boolean ownThreads,
			HostLookup lookup, Duration lookInterval) {
		this.lookup = lookup;
		this.lookInterval = lookInterval;
		this.listener = listener;
		this.shared = new JeroMqContext(Set.copyOf(ipcPermissions), ownThreads, listener);
		this.apart = new JeroMqContext(this.shared.permissions(), ownThreads, listener);
	}

	/**
	 * A transport that finds hosts in a way of its own.
	 * @param listener who is told of what happens
	 * @param lookup what finds the addresses of a host that several sockets share
	 * @param lookInterval how often it is asked while no connection is made
	 * @return the transport
	 */
	public static JeroMqTransport withLookup(TransportListener listener, HostLookup lookup, Duration lookInterval) {
		return new JeroMqTransport(listener, DEFAULT_PERMISSIONS, false, lookup, lookInterval);
	}

	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		boolean serves = settings.keepsProcess() && !(settings.endpoint() instanceof Endpoint.Inproc);
		JeroMqContext context = settings.ownThread() ? this.apart : this.shared;
		DefaultSocketLoop loop = new DefaultSocketLoop(name, settings.endpoint(),
				(owner) -> context.runner(owner, name, !serves), (owner) -> open(context, name, settings, owner),
				handler, System::nanoTime, (ex) -> this.listener.loopFailed(name, ex));
		loop.onState((state) -> this.listener.stateChanged(name, loop.status().endpoint(), state));
		return loop;
	}

	@Override
	public @Nullable ResolvedHost share(Endpoint endpoint, IntConsumer listener) {
		return (endpoint instanceof Endpoint.Tcp tcp && TcpSockets.supported() && tcp.socketAddress().isUnresolved())
				? new SharedHost(tcp.host(), this.lookup, this.lookInterval, listener) : null;
	}

	@Override
	public TransportListener listener() {
		return this.listener;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.shared.close();
			this.apart.close();
		}
	}

	private LoopSocket open(JeroMqContext context, String name, SocketSettings settings, DefaultSocketLoop owner) {
		context.add(owner);
		if (this.closed.get()) {
			throw new TransportException(settings.endpoint(), TransportException.Reason.FAILED,
					settings.endpoint() + " can't be used: the transport is closed", null);
		}
		if (context.isDead()) { // looked at after adding it, so that the one or the other
								// ends it
			throw new TransportException(settings.endpoint(), TransportException.Reason.FAILED,
					settings.endpoint() + " can't be used: ZeroMQ's I/O thread has failed", null);
		}
		return JeroMqSocket.open(context, settings, (JeroMqRunner) owner.runner(), (source, event) -> {
			this.listener.socketEvent(name, event);
			owner.onSocketEvent(source, event);
		});
	}

}
