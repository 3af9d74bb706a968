package io.zmqf.transport.jeromq;

import java.nio.channels.ClosedChannelException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.concurrent.DaemonThread;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketHandler;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.SocketSettings;
import io.zmqf.transport.Transport;
import io.zmqf.transport.TransportException;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.internal.BoundNames;
import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopSocket;
import io.zmqf.transport.internal.ThreadRunner;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;
import org.zeromq.ZContext;

/**
 * The transport on JeroMQ sockets. Each socket has a thread of its own. It supports
 * {@code tcp://} and {@code inproc://} without security.
 *
 * @since 0.1.0
 */
public final class JeroMqTransport implements Transport {

	private static final long CLOSE_MILLIS = 10_000;

	private final ZContext context = new ZContext(1);

	private final BoundNames<JeroMqSocket> names = new BoundNames<>(JeroMqSocket::onName);

	private final Set<DefaultSocketLoop> loops = ConcurrentHashMap.newKeySet();

	private final TransportListener listener;

	private volatile boolean closed;

	/**
	 * Whether a thread of JeroMQ has ended or hangs, so that closing the context would
	 * block.
	 */
	private volatile boolean dead;

	private final IoThreadCheck check = new IoThreadCheck(this.context, () -> !this.closed && !this.dead, this::broken);

	/**
	 * Creates a transport.
	 * @param listener the recipient of all events
	 */
	public JeroMqTransport(TransportListener listener) {
		this.listener = listener;
		this.context.setUncaughtExceptionHandler((thread, ex) -> broken(ex));
		this.context.setNotificationExceptionHandler((thread, ex) -> ioFailed(ex));
	}

	/**
	 * Ends all sockets after the failure of a thread that all of them need, so that
	 * requests fail at once.
	 */
	private void broken(Throwable failure) {
		this.dead = true;
		this.loops.forEach(DefaultSocketLoop::beginClosing);
		this.listener.ioBroken(failure);
	}

	/**
	 * Creates a socket and its loop, neither of them open.
	 * @throws TransportException if the address is {@code ipc://} or needs security
	 */
	@Override
	public SocketLoop create(String name, SocketSettings settings, SocketHandler handler) {
		refuseWhatJeroMqCantDo(settings);
		DefaultSocketLoop loop = new DefaultSocketLoop(name, settings.endpoint(),
				new ThreadRunner(name, !settings.keepsProcess()), (owner) -> open(name, settings, owner), handler,
				System::nanoTime, (ex) -> loopFailed(name, ex));
		loop.onState((state) -> this.listener.stateChanged(name, loop.status().endpoint(), state));
		return loop;
	}

	private static void refuseWhatJeroMqCantDo(SocketSettings settings) {
		Endpoint endpoint = settings.endpoint();
		if (endpoint instanceof Endpoint.Ipc) {
			throw unsupported(endpoint,
					"the public API of JeroMQ, which zmqf.transport=jeromq uses, has no Unix domain sockets");
		}
		boolean open = settings.security().equals(ServerSecurity.NONE)
				|| settings.security().equals(ClientSecurity.NONE);
		if (!open && !(endpoint instanceof Endpoint.Inproc)) {
			throw unsupported(endpoint, "security needs the library's own transport, and zmqf.transport=jeromq is set");
		}
	}

	private static TransportException unsupported(Endpoint endpoint, String reason) {
		return new TransportException(endpoint, TransportException.Reason.UNSUPPORTED,
				reason + ". Use tcp:// or inproc:// without security, or zmqf.transport=nio", null);
	}

	private LoopSocket open(String name, SocketSettings settings, DefaultSocketLoop owner) {
		if (this.loops.add(owner)) {
			owner.onEnd(() -> this.loops.remove(owner));
		}
		if (this.closed || this.dead) {
			throw new TransportException(settings.endpoint(), TransportException.Reason.FAILED,
					this.closed ? "the transport is closed" : "JeroMQ's I/O thread has failed", null);
		}
		return JeroMqSocket.open(this.context, this.names, settings, (source, event) -> {
			this.listener.socketEvent(name, event);
			owner.onSocketEvent(source, event);
		});
	}

	/**
	 * Reports a failure of a loop. Failures of loops and JeroMQ while the transport
	 * closes are ignored. So are commands of JeroMQ for a closed socket.
	 */
	void loopFailed(String name, Throwable failure) {
		boolean closing = this.closed && (failure instanceof TransportException || isOfJeroMq(failure));
		if (!closing && !isForEndedSocket(failure)) {
			this.listener.loopFailed(name, failure);
		}
	}

	/**
	 * Reports an exception of JeroMQ's I/O thread, which continues as far as JeroMQ
	 * knows. Two cases are harmless and ignored. A socket's mailbox may close between the
	 * command that ends the socket and the signal for that command. JeroMQ's threads may
	 * also send a last command to a closed socket.
	 */
	void ioFailed(Throwable failure) {
		if (!(failure.getCause() instanceof ClosedChannelException) && !isForEndedSocket(failure)) {
			this.listener.loopFailed("jeromq", failure);
			this.check.after(failure);
		}
	}

	/**
	 * Whether JeroMQ has thrown an exception. Its sockets exchange commands through
	 * mailboxes, which closing removes.
	 */
	private static boolean isOfJeroMq(Throwable failure) {
		StackTraceElement[] trace = failure.getStackTrace();
		return trace.length > 0 && trace[0].getClassName().startsWith("zmq.");
	}

	private static boolean isForEndedSocket(Throwable failure) {
		return failure instanceof NullPointerException && isOfJeroMq(failure)
				&& failure.getStackTrace()[0].getMethodName().equals("sendCommand");
	}

	@Override
	public boolean isBlocked() {
		return this.loops.stream().anyMatch(SocketLoop::isHere);
	}

	@Override
	public TransportListener listener() {
		return this.listener;
	}

	@Override
	public void close() {
		this.closed = true;
		this.loops.forEach(SocketLoop::close);
		if (!this.dead) {
			closeContext();
		}
	}

	/**
	 * Closes the context with a time limit, because JeroMQ waits for its threads without
	 * one.
	 */
	private void closeContext() {
		Thread closing = DaemonThread.of(this.context::close, "zmqf-jeromq-close");
		closing.start();
		try {
			closing.join(CLOSE_MILLIS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
