package io.zmqf.transport;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

import io.zmqf.transport.ipc.UnixSockets;
import io.zmqf.transport.tcp.TcpSockets;
import io.zmqf.transport.wakeup.WakeUpOrder;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.Metadata;
import zmq.msg.MsgAllocator;

/** A JeroMQ socket, with the options that every socket of this library has. */
final class JeroMqSocket implements LoopSocket {

	/** A fresh connection that stalls is given up and made again after this time. */
	private static final int HANDSHAKE_MILLIS = 2000;

	private static final int RECONNECT_MILLIS = 100;

	private static final int MAX_RECONNECT_MILLIS = 1000;

	/** Messages that are held for one peer, in each direction. */
	private static final int HIGH_WATER_MARK = 10_000;

	private static final int LINGER_MILLIS = 1000;

	private static final int BACKLOG = 1024;

	/** An address is free a little after its last socket was closed. */
	private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Set<PosixFilePermission> IPC_PERMISSIONS = PosixFilePermissions.fromString("rw-------");

	private static final byte[] NO_IDENTITY = {};

	private static final SecureRandom RANDOM = new SecureRandom();

	private final ZMQ.Socket socket;

	private final SocketBase base;

	private final AtomicBoolean cancelled = new AtomicBoolean();

	/** Whether a notice about a lost peer comes in band, and the secret that marks it. */
	private final boolean tellsGone;

	private final byte[] goneToken = new byte[16];

	private final boolean connects;

	private final InsideNames names;

	private final BiConsumer<LoopSocket, SocketEvent> listener;

	private Endpoint endpoint;

	private boolean bound;

	private long receiveMillis = -1;

	/** What JeroMQ knows of the sender of the last frame. */
	private @Nullable Metadata metadata;

	/** Guarded by {@link #cancelled}. */
	private boolean closed;

	private JeroMqSocket(ZContext context, InsideNames names, SocketSettings settings,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		this.socket = context
			.createSocket((settings.type() == SocketSettings.Type.ROUTER) ? SocketType.ROUTER : SocketType.DEALER);
		this.base = this.socket.base();
		WakeUpOrder.correct(this.base.getCtx());
		this.connects = !settings.binds();
		this.tellsGone = this.connects || settings.peerLoss();
		this.endpoint = settings.endpoint();
		this.names = names;
		this.listener = listener;
	}

	static JeroMqSocket open(ZContext context, InsideNames names, SocketSettings settings,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		JeroMqSocket socket = new JeroMqSocket(context, names, settings, listener);
		try {
			socket.configure(settings);
			socket.listen();
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
		this.socket.setHWM(HIGH_WATER_MARK);
		this.socket.setBacklog(BACKLOG);
		this.socket.setHandshakeIvl(HANDSHAKE_MILLIS);
		this.socket.setReconnectIVL(RECONNECT_MILLIS);
		this.socket.setReconnectIVLMax(MAX_RECONNECT_MILLIS);
		this.socket.setTCPKeepAlive(1);
		limit(settings.maxMessageSize());
		if (settings.endpoint() instanceof Endpoint.Tcp tcp) {
			this.socket.setIPv6(tcp.isIpv6());
		}
		if (settings.identity() != null) {
			this.socket.setIdentity(settings.identity());
		}
		if (settings.type() == SocketSettings.Type.ROUTER) {
			this.socket.setRouterMandatory(true);
			this.socket.setRouterHandover(true); // a REQ client that gave up comes back
													// under its identity
		}
		if (settings.ping() != null) {
			this.socket.setHeartbeatIvl((int) settings.ping().interval().toMillis());
			this.socket.setHeartbeatTimeout((int) settings.ping().timeout().toMillis());
		}
		if (this.tellsGone) {
			RANDOM.nextBytes(this.goneToken);
			this.base.setSocketOpt(this.connects ? zmq.ZMQ.ZMQ_HICCUP_MSG : zmq.ZMQ.ZMQ_DISCONNECT_MSG, this.goneToken);
		}
	}

	/** JeroMQ allocates what a peer announces, so the allocator has to refuse as well. */
	private void limit(long maxMessageSize) {
		this.socket.setMaxMsgSize(maxMessageSize);
		MsgAllocator guard = (size) -> new Msg((size < 0 || size > maxMessageSize) ? 0 : size);
		this.base.setSocketOpt(zmq.ZMQ.ZMQ_MSG_ALLOCATOR, guard);
	}

	private void listen() {
		this.base.setEventHook((event) -> {
			SocketEvent.Type type = type(event.event);
			if (type != null) {
				this.listener.accept(this, new SocketEvent(type, String.valueOf(event.addr), peer(event.arg),
						(event.arg instanceof Integer code) ? code : null));
			}
		}, zmq.ZMQ.ZMQ_EVENT_ALL);
	}

	/** JeroMQ tells nothing of what happens inside the process. */
	private void tellInside(SocketEvent.Type type) {
		if (this.endpoint instanceof Endpoint.Inproc) {
			this.listener.accept(this, new SocketEvent(type, this.endpoint.toString(), null, null));
		}
	}

	private void closeInside(String name) {
		if (this.connects) {
			this.names.forget(name, this);
		}
		else if (this.bound) {
			this.socket.unbind(this.endpoint.toString()); // closing does it later
			this.names.unbound(name);
			tellInside(SocketEvent.Type.CLOSED);
		}
	}

	private void bind() {
		long giveUp = System.nanoTime() + REBIND_NANOS;
		while (!bound(giveUp)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
		if (this.endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0) {
			String actual = this.socket.getLastEndpoint();
			this.endpoint = tcp.withPort(Integer.parseInt(actual.substring(actual.lastIndexOf(':') + 1)));
		}
		this.bound = true;
		if (this.endpoint instanceof Endpoint.Inproc inside) {
			tellInside(SocketEvent.Type.LISTENING);
			this.names.bound(inside.name());
		}
	}

	private boolean bound(long giveUp) {
		try {
			if (this.endpoint instanceof Endpoint.Ipc ipc) {
				UnixSockets.bind(this.socket, ipc.path(), IPC_PERMISSIONS);
				return true;
			}
			return this.socket.bind(this.endpoint.toString());
		}
		catch (ZMQException ex) {
			if (ex.getErrorCode() != ZError.EADDRINUSE || System.nanoTime() - giveUp > 0) {
				throw ex;
			}
			return false;
		}
	}

	@Override
	public boolean connects() {
		return this.connects;
	}

	@Override
	public boolean tellsHandshake() {
		return this.connects && (this.endpoint instanceof Endpoint.Ipc
				|| this.endpoint instanceof Endpoint.Tcp && TcpSockets.supported());
	}

	@Override
	public void connect() {
		try {
			if (this.endpoint instanceof Endpoint.Tcp tcp && TcpSockets.supported()) {
				TcpSockets.connect(this.socket, tcp.socketAddress());
			}
			else if (this.endpoint instanceof Endpoint.Ipc ipc) {
				UnixSockets.connect(this.socket, ipc.path());
			}
			else {
				this.socket.connect(this.endpoint.toString());
			}
			if (this.endpoint instanceof Endpoint.Inproc inside) {
				this.names.connect(inside.name(), this, this::tellInside);
			}
		}
		catch (ZMQException ex) {
			throw unusable(ex);
		}
	}

	private TransportException unusable(ZMQException ex) {
		TransportException.Reason reason = switch (ex.getErrorCode()) {
			case ZError.EADDRINUSE -> isElsewhere() ? TransportException.Reason.ADDRESS_NOT_AVAILABLE
					: TransportException.Reason.ADDRESS_IN_USE;
			case ZError.EADDRNOTAVAIL -> TransportException.Reason.ADDRESS_NOT_AVAILABLE;
			default -> TransportException.Reason.FAILED;
		};
		return new TransportException(this.endpoint, reason,
				this.endpoint + " can't be used: " + ZError.toString(ex.getErrorCode()), ex);
	}

	/** JeroMQ says that an address is in use whatever is wrong with it. */
	private boolean isElsewhere() {
		try {
			InetAddress address = (this.endpoint instanceof Endpoint.Tcp tcp && !tcp.isWildcard())
					? InetAddress.getByName(tcp.host()) : null;
			return address != null && !address.isLoopbackAddress()
					&& NetworkInterface.getByInetAddress(address) == null;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

	@Override
	public SendResult send(byte[][] frames) {
		for (int i = 0; i < frames.length; i++) {
			int more = (i < frames.length - 1) ? ZMQ.SNDMORE : 0;
			if (!this.base.send(new Msg(frames[i]), ZMQ.DONTWAIT | more)) {
				return switch (this.base.errno()) {
					case ZError.EAGAIN -> SendResult.FULL;
					case ZError.EHOSTUNREACH -> SendResult.UNROUTABLE;
					default -> throw closedOr("send");
				};
			}
		}
		return SendResult.SENT;
	}

	@Override
	public byte @Nullable [][] receive() {
		Msg first = this.base.recv(ZMQ.DONTWAIT);
		if (first == null) {
			return nothing();
		}
		return rest(first);
	}

	@Override
	public byte @Nullable [][] await(long nanos, boolean readable, boolean writable) {
		int millis = (nanos < 0) ? -1 : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
		try {
			if (writable || !readable) {
				int interest = (readable ? zmq.ZMQ.ZMQ_POLLIN : 0) | (writable ? zmq.ZMQ.ZMQ_POLLOUT : 0);
				return (this.base.poll(interest, millis, this.cancelled) < 0) ? nothing() : null;
			}
			if (millis != this.receiveMillis) {
				this.base.setSocketOpt(zmq.ZMQ.ZMQ_RCVTIMEO, millis);
				this.receiveMillis = millis;
			}
			Msg first = this.base.recv(0, this.cancelled);
			return (first != null) ? rest(first) : nothing();
		}
		finally {
			this.cancelled.set(false);
		}
	}

	private byte[][] rest(Msg first) {
		byte[][] frames = new byte[8][];
		int count = 0;
		for (Msg frame = first; frame != null; frame = frame.hasMore() ? this.base.recv(0) : null) {
			if (count == frames.length) {
				frames = Arrays.copyOf(frames, 2 * count);
			}
			frames[count++] = frame.data();
			this.metadata = frame.getMetadata();
		}
		return Arrays.copyOf(frames, count);
	}

	private byte @Nullable [][] nothing() {
		return switch (this.base.errno()) {
			case ZError.EAGAIN, ZError.ECANCELED, ZError.EINTR -> null;
			default -> throw closedOr("receive");
		};
	}

	private RuntimeException closedOr(String operation) {
		int errno = this.base.errno();
		return (errno == ZError.ETERM) ? new SocketLoop.SocketClosedException()
				: new TransportException(this.endpoint, TransportException.Reason.FAILED,
						this.endpoint + " can't " + operation + ": " + ZError.toString(errno), null);
	}

	@Override
	public @Nullable String peerAddress() {
		return (this.metadata != null) ? this.metadata.get(Metadata.PEER_ADDRESS) : null;
	}

	@Override
	public boolean isWritable() {
		return (this.base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS) & zmq.ZMQ.ZMQ_POLLOUT) != 0;
	}

	@Override
	public byte @Nullable [] gonePeer(byte[][] frames) {
		int identities = this.connects ? 0 : 1;
		if (!this.tellsGone || frames.length != identities + 1 || !Arrays.equals(frames[identities], this.goneToken)) {
			return null;
		}
		return this.connects ? NO_IDENTITY : frames[0];
	}

	@Override
	public void wakeUp() {
		synchronized (this.cancelled) {
			if (!this.closed) {
				this.base.cancel(this.cancelled);
			}
		}
	}

	@Override
	public void close() {
		synchronized (this.cancelled) {
			this.closed = true; // a late call to wake up would find no mailbox
		}
		if (this.endpoint instanceof Endpoint.Inproc inside) {
			closeInside(inside.name());
		}
		this.socket.close();
	}

	private static @Nullable String peer(@Nullable Object channel) {
		try {
			return (channel instanceof SocketChannel connection && !(channel instanceof ServerSocketChannel)
					&& connection.isOpen()) ? String.valueOf(connection.getRemoteAddress()) : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	private static SocketEvent.@Nullable Type type(int event) {
		return switch (event) {
			case zmq.ZMQ.ZMQ_EVENT_CONNECTED -> SocketEvent.Type.CONNECTED;
			case zmq.ZMQ.ZMQ_EVENT_CONNECT_DELAYED -> SocketEvent.Type.CONNECT_DELAYED;
			case zmq.ZMQ.ZMQ_EVENT_CONNECT_RETRIED -> SocketEvent.Type.CONNECT_RETRIED;
			case zmq.ZMQ.ZMQ_EVENT_LISTENING -> SocketEvent.Type.LISTENING;
			case zmq.ZMQ.ZMQ_EVENT_BIND_FAILED -> SocketEvent.Type.BIND_FAILED;
			case zmq.ZMQ.ZMQ_EVENT_ACCEPTED -> SocketEvent.Type.ACCEPTED;
			case zmq.ZMQ.ZMQ_EVENT_ACCEPT_FAILED -> SocketEvent.Type.ACCEPT_FAILED;
			case zmq.ZMQ.ZMQ_EVENT_CLOSED -> SocketEvent.Type.CLOSED;
			case zmq.ZMQ.ZMQ_EVENT_CLOSE_FAILED -> SocketEvent.Type.CLOSE_FAILED;
			case zmq.ZMQ.ZMQ_EVENT_DISCONNECTED -> SocketEvent.Type.DISCONNECTED;
			case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_PROTOCOL -> SocketEvent.Type.HANDSHAKE_PROTOCOL;
			case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_SUCCEEDED -> SocketEvent.Type.HANDSHAKE_SUCCEEDED;
			case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL -> SocketEvent.Type.HANDSHAKE_FAILED_PROTOCOL;
			case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_AUTH -> SocketEvent.Type.HANDSHAKE_FAILED_AUTH;
			case zmq.ZMQ.ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL -> SocketEvent.Type.HANDSHAKE_FAILED;
			default -> null;
		};
	}

}
