package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.MemoryLimits;
import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.internal.DefaultSocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * The transport on {@code java.nio}. One event loop runs all sockets, except that a
 * second one runs those with {@link SocketSettings#ownThread()}. Closing the transport
 * closes its open sockets.
 *
 * @since 0.1.0
 */
public final class NioTransport implements Transport {

	/** The default permissions of the files of Unix domain sockets. */
	public static final Set<PosixFilePermission> DEFAULT_PERMISSIONS = Set.of(PosixFilePermission.OWNER_READ,
			PosixFilePermission.OWNER_WRITE);

	private static final long CLOSE_SECONDS = 5;

	private static final Duration BLOCKED = Duration.ofSeconds(10);

	/** The maximum size of a message in addition to its data and headers. */
	private static final int MESSAGE_OVERHEAD = 1024;

	private final TransportListener listener;

	private final Set<PosixFilePermission> permissions;

	private final MemoryBudget memory;

	private final HostLookup lookup;

	private final Duration lookInterval;

	private final ChannelSelector.Source selectors;

	/** The properties that all sockets announce. */
	private final Map<String, String> properties;

	private final Set<DefaultSocketLoop> loops = ConcurrentHashMap.newKeySet();

	/** The event loops by the names of their threads. */
	private final Map<String, EventLoop> eventLoops = new HashMap<>();

	private volatile boolean closed;

	/**
	 * Whether the calling thread holds the event loop of a transport, and must not block.
	 * @return {@code true} on the thread of an event loop, and on a thread that runs a
	 * task in its place
	 */
	public static boolean isEventLoopHeld() {
		return EventLoop.isAnyHeld();
	}

	/**
	 * Creates a transport with the default permissions and limits.
	 * @param listener the recipient of events
	 */
	public NioTransport(TransportListener listener) {
		this(listener, DEFAULT_PERMISSIONS, MemoryLimits.ofHeap(), Map.of());
	}

	/**
	 * Creates a transport.
	 * @param listener the recipient of events
	 * @param ipcPermissions the permissions of the files of Unix domain sockets, where
	 * write permission allows to connect
	 * @param memory the memory limits of messages
	 * @param properties the properties that all sockets announce in addition to their
	 * own, with names that start with {@code X-}
	 */
	public NioTransport(TransportListener listener, Set<PosixFilePermission> ipcPermissions, MemoryLimits memory,
			Map<String, String> properties) {
		this(listener, ipcPermissions, memory, HostLookup.SYSTEM, SharedHostName.LOOKUP_INTERVAL, Selector::open,
				properties);
	}

	NioTransport(TransportListener listener, Set<PosixFilePermission> ipcPermissions, MemoryLimits memory,
			HostLookup lookup, Duration lookInterval, ChannelSelector.Source selectors,
			Map<String, String> properties) {
		this.properties = Map.copyOf(properties);
		this.listener = SafeListener.of(listener);
		this.permissions = Set.copyOf(ipcPermissions);
		this.memory = new MemoryBudget(memory);
		this.lookup = lookup;
		this.lookInterval = lookInterval;
		this.selectors = selectors;
	}

	/**
	 * Creates a transport with a custom resolver of host names.
	 * @param listener the recipient of events
	 * @param lookup the resolver of host names
	 * @param lookInterval the interval of look-ups of a name with several addresses
	 * @return the transport
	 */
	public static NioTransport withLookup(TransportListener listener, HostLookup lookup, Duration lookInterval) {
		return new NioTransport(listener, DEFAULT_PERMISSIONS, MemoryLimits.ofHeap(), lookup, lookInterval,
				Selector::open, Map.of());
	}

	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		DefaultSocketLoop loop = new SocketRunner(this, name, announcing(settings), handler).loop();
		loop.onState((state) -> this.listener.stateChanged(name, loop.status().endpoint(), state));
		loop.onEnd(() -> this.loops.remove(loop));
		return loop;
	}

	private SocketSettings announcing(SocketSettings settings) {
		Map<String, String> all = new HashMap<>(this.properties);
		all.putAll(settings.properties());
		return settings.withProperties(all);
	}

	@Override
	public @Nullable ResolvedHost share(Endpoint endpoint, IntConsumer addresses) {
		return (endpoint instanceof Endpoint.Tcp tcp && tcp.socketAddress().isUnresolved())
				? new SharedHostName(tcp.host(), this.lookup, this.lookInterval, (count) -> {
					if (count > 1) {
						this.listener.severalAddresses(tcp.host(), count);
					}
					addresses.accept(count);
				}, HostNames.THREADS) : null;
	}

	@Override
	public TransportListener listener() {
		return this.listener;
	}

	@Override
	public MemoryLimits memoryLimits() {
		return this.memory.limits();
	}

	@Override
	public long maxMessageSize() {
		return Math.max(1, memoryLimits().node() - MESSAGE_OVERHEAD);
	}

	/**
	 * Returns the memory that the messages of all connections hold now.
	 * @return the number of bytes
	 */
	public long heldBytes() {
		return this.memory.held();
	}

	Set<PosixFilePermission> permissions() {
		return this.permissions;
	}

	HostLookup lookup() {
		return this.lookup;
	}

	/**
	 * Returns the event loop for a socket. The socket's loop is closed with the transport
	 * at the latest.
	 */
	synchronized EventLoop eventLoop(SocketSettings settings, DefaultSocketLoop loop) {
		if (this.closed) {
			throw unusable(settings, "the transport is closed", null);
		}
		this.loops.add(loop);
		String thread = settings.ownThread() ? "zmqf-io-heartbeat" : "zmqf-io";
		EventLoop running = this.eventLoops.get(thread);
		try {
			if (running == null) {
				running = new EventLoop(thread, this.listener, this.selectors, this.memory);
				this.eventLoops.put(thread, running);
			}
		}
		catch (IOException ex) {
			throw unusable(settings, String.valueOf(ex.getMessage()), ex);
		}
		if (running.hasEnded()) {
			throw unusable(settings, "its event loop has failed", null);
		}
		return running;
	}

	private static TransportException unusable(SocketSettings settings, String reason, @Nullable Throwable cause) {
		return new TransportException(settings.endpoint(), TransportException.Reason.FAILED, reason, cause);
	}

	/**
	 * Ends the event loops with their threads and selectors until the next socket opens.
	 * It serves applications that are stopped and may be started again. Has no effect
	 * while a socket is open.
	 */
	public void release() {
		List<EventLoop> idle;
		synchronized (this) {
			if (!this.loops.isEmpty()) {
				return;
			}
			idle = eventLoops();
			this.eventLoops.clear();
		}
		idle.forEach(NioTransport::close);
	}

	@Override
	public void close() {
		synchronized (this) {
			if (this.closed) {
				return;
			}
			this.closed = true;
		}
		List<DefaultSocketLoop> open = List.copyOf(this.loops);
		open.forEach(DefaultSocketLoop::beginClosing);
		open.forEach(DefaultSocketLoop::close);
		eventLoops().forEach(NioTransport::close);
	}

	private static void close(EventLoop loop) {
		loop.close(CLOSE_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public boolean isBlocked() {
		return isEventLoopHeld() || eventLoops().stream().anyMatch((loop) -> loop.blocked().compareTo(BLOCKED) >= 0);
	}

	private synchronized List<EventLoop> eventLoops() {
		return List.copyOf(this.eventLoops.values());
	}

}
