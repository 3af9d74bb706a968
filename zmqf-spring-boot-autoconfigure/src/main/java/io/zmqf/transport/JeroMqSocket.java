package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

import io.zmqf.transport.security.Peer;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.session.AcceptedMetadata;
import io.zmqf.transport.session.DirectPipe;
import io.zmqf.transport.session.DirectPipes;
import io.zmqf.transport.session.FrameAllocator;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.TendedSocket;
import io.zmqf.transport.wakeup.WakeUpOrder;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.Metadata;

/** A JeroMQ socket, with the options that every socket of this library has. */
final class JeroMqSocket implements LoopSocket {

	private static final int HANDSHAKE_MILLIS = 10_000;

	/** JeroMQ's own fresh connections stall now and then, and are to be made again. */
	private static final int STALL_MILLIS = 2000;

	private static final int RECONNECT_MILLIS = 100;

	private static final int MAX_RECONNECT_MILLIS = 1000;

	private static final int LINGER_MILLIS = 1000;

	private static final int BACKLOG = 1024;

	private static final byte[] NO_IDENTITY = {};

	private static final SecureRandom RANDOM = new SecureRandom();

	private final ZMQ.Socket socket;

	private final SocketBase base;

	private final @Nullable TendedSocket commands;

	/** {@code null} where JeroMQ's own pipes are used, as inside the process. */
	private final @Nullable DirectPipes pipes;

	private final AtomicBoolean cancelled = new AtomicBoolean();

	/** Whether a notice about a lost peer comes in band, and the secret that marks it. */
	private final boolean tellsGone;

	private final byte[] goneToken = new byte[16];

	private final boolean connects;

	private final boolean addresses;

	private final FrameAllocator frames;

	private final InsideNames names;

	private final BiConsumer<LoopSocket, SocketEvent> listener;

	private final SocketAddressing address;

	private boolean bound;

	private long receiveMillis = -1;

	/** What JeroMQ knows of the sender of the last frame. */
	private @Nullable Metadata metadata;

	/** Guarded by {@link #cancelled}. */
	private boolean closed;

	private JeroMqSocket(JeroMqContext context, SocketSettings settings, JeroMqRunner runner,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		this.socket = context.zmq()
			.createSocket((settings.type() == SocketSettings.Type.ROUTER) ? SocketType.ROUTER : SocketType.DEALER);
		this.base = this.socket.base();
		WakeUpOrder.correct(this.base.getCtx());
		this.commands = runner.tend(this.base);
		this.connects = !settings.binds();
		this.addresses = settings.type() == SocketSettings.Type.ROUTER;
		this.tellsGone = this.connects || settings.peerLoss();
		this.address = new SocketAddressing(this.socket, settings.endpoint(), settings.share());
		this.pipes = this.address.isWatchedOver() ? runner.pipes(this.addresses, settings.limits().highWaterMark(),
				this.tellsGone ? this.goneToken : null) : null;
		this.frames = new FrameAllocator(settings.limits().messageSize(), settings.limits().frames(),
				settings.ping() != null, this.pipes);
		this.names = context.names();
		this.listener = listener;
	}

	static JeroMqSocket open(JeroMqContext context, SocketSettings settings, JeroMqRunner runner,
			BiConsumer<LoopSocket, SocketEvent> listener) {
		JeroMqSocket socket = new JeroMqSocket(context, settings, runner, listener);
		try {
			socket.configure(settings);
			socket.secure(settings);
			socket.listen(new SocketEvents(settings.security()));
			if (settings.security() instanceof ServerSecurity security) {
				socket.bind(new Reception(security, context.handshakes(), settings.limits().connections()),
						context.permissions());
			}
			return socket;
		}
		catch (RuntimeException ex) {
			socket.close();
			throw (ex instanceof ZMQException failure) ? socket.address.unusable(failure) : ex;
		}
	}

	private void configure(SocketSettings settings) {
		this.socket.setLinger(LINGER_MILLIS);
		this.socket.setHWM(settings.limits().highWaterMark());
		this.socket.setBacklog(BACKLOG);
		this.socket.setHandshakeIvl(handshakeMillis());
		this.socket.setReconnectIVL(RECONNECT_MILLIS);
		this.socket.setReconnectIVLMax(MAX_RECONNECT_MILLIS);
		this.socket.setTCPKeepAlive(1);
		this.socket.setMaxMsgSize(settings.limits().messageSize());
		this.base.setSocketOpt(zmq.ZMQ.ZMQ_MSG_ALLOCATOR, this.frames);
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
			this.socket.setHeartbeatIvl((int) settings.ping().toMillis());
			this.socket.setHeartbeatTimeout(0); // JeroMQ can't reliably cancel its timer
		}
		if (this.tellsGone) {
			RANDOM.nextBytes(this.goneToken);
			this.base.setSocketOpt(this.connects ? zmq.ZMQ.ZMQ_HICCUP_MSG : zmq.ZMQ.ZMQ_DISCONNECT_MSG, this.goneToken);
		}
	}

	/** What is accepted has a time that is kept elsewhere. */
	private int handshakeMillis() {
		if (!this.address.isWatchedOver()) {
			return STALL_MILLIS;
		}
		return this.connects ? HANDSHAKE_MILLIS : 0;
	}

	/** JeroMQ lets everybody in where nobody answers its questions. */
	private void secure(SocketSettings settings) {
		if (settings.endpoint() instanceof Endpoint.Inproc || !settings.security().authenticates()) {
			return;
		}
		if (!this.address.isWatchedOver()) {
			throw new TransportException(endpoint(), TransportException.Reason.UNSUPPORTED,
					endpoint() + " can't be secured: that needs JeroMQ 0.6.0", null);
		}
		SecurityOptions.apply(settings.security(), this.socket);
	}

	private void listen(SocketEvents events) {
		this.base.setEventHook((told) -> {
			SocketEvent event = events.read(told);
			if (event != null) {
				this.listener.accept(this, event);
			}
		}, zmq.ZMQ.ZMQ_EVENT_ALL);
	}

	/** JeroMQ tells nothing of what happens inside the process. */
	private void tellInside(SocketEvent.Type type) {
		if (endpoint() instanceof Endpoint.Inproc) {
			this.listener.accept(this, new SocketEvent(type, endpoint().toString(), null, null));
		}
	}

	private void closeInside(String name) {
		if (this.connects) {
			this.names.forget(name, this);
		}
		else if (this.bound) {
			this.socket.unbind(endpoint().toString()); // closing does it later
			this.names.unbound(name);
			tellInside(SocketEvent.Type.CLOSED);
		}
	}

	private void bind(Reception reception, Set<PosixFilePermission> permissions) {
		this.address.bind(reception, permissions);
		this.bound = true;
		if (endpoint() instanceof Endpoint.Inproc inside) {
			tellInside(SocketEvent.Type.LISTENING);
			this.names.bound(inside.name());
		}
	}

	@Override
	public boolean connects() {
		return this.connects;
	}

	@Override
	public boolean tellsHandshake() {
		return this.connects && this.address.isWatchedOver();
	}

	@Override
	public void connect() {
		this.address.connect();
		if (endpoint() instanceof Endpoint.Inproc inside) {
			this.names.connect(inside.name(), this, this::tellInside);
		}
	}

	@Override
	public Endpoint endpoint() {
		return this.address.endpoint();
	}

	@Override
	public long heardAt() {
		return (endpoint() instanceof Endpoint.Inproc) ? System.nanoTime() : this.frames.heardAt();
	}

	@Override
	public SendResult send(byte[][] frames) {
		return (this.pipes != null) ? send(frames, this.pipes) : sendByJeroMq(frames);
	}

	private SendResult send(byte[][] frames, DirectPipes direct) {
		DirectPipe pipe = direct.to(frames);
		if (pipe == null) {
			return this.addresses ? SendResult.UNROUTABLE : SendResult.FULL;
		}
		return pipe.send(frames) ? SendResult.SENT : SendResult.FULL;
	}

	private SendResult sendByJeroMq(byte[][] frames) {
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
		if (this.pipes != null) {
			processCommands();
			return this.pipes.receive();
		}
		Msg first = this.base.recv(ZMQ.DONTWAIT);
		if (first == null) {
			return nothing();
		}
		return rest(first);
	}

	private void processCommands() {
		if (this.commands != null && this.commands.hasCommands() && this.base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS) < 0) {
			throw closedOr("be used");
		}
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
		return (errno == ZError.ETERM) ? new DefaultSocketLoop.SocketClosedException()
				: new TransportException(endpoint(), TransportException.Reason.FAILED,
						endpoint() + " can't " + operation + ": " + ZError.toString(errno), null);
	}

	@Override
	public @Nullable Peer peer() {
		return (this.pipes != null) ? this.pipes.peer() : AcceptedMetadata.peer(this.metadata);
	}

	@Override
	public @Nullable String peerAddress() {
		if (this.pipes != null) {
			return this.pipes.peerAddress();
		}
		return (this.metadata != null) ? this.metadata.get(Metadata.PEER_ADDRESS) : null;
	}

	@Override
	public boolean isWritable() {
		return (this.pipes != null) ? this.pipes.isWritable()
				: (this.base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS) & zmq.ZMQ.ZMQ_POLLOUT) != 0;
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
		if (endpoint() instanceof Endpoint.Inproc inside) {
			closeInside(inside.name());
		}
		if (this.pipes != null) {
			this.pipes.close();
		}
		if (this.commands != null) {
			this.commands.leave();
		}
		this.socket.close();
	}

}
