package io.zmqf.transport;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zmqf.transport.internal.DefaultSocketLoop;
import io.zmqf.transport.internal.LoopRunner;
import io.zmqf.transport.internal.ThreadRunner;
import io.zmqf.transport.session.HandshakeTime;
import io.zmqf.transport.session.IoThreadTurns;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;

/**
 * A context of JeroMQ with its one I/O thread, and what the sockets in it share. Opens
 * with its first socket.
 */
final class JeroMqContext {

	private final ZContext zmq = new ZContext(1);

	private final InsideNames names = new InsideNames();

	private final HandshakeTime handshakes = new HandshakeTime();

	private final Set<PosixFilePermission> permissions;

	private final TransportListener listener;

	private final boolean ownThreads;

	private final Set<DefaultSocketLoop> loops = ConcurrentHashMap.newKeySet();

	private volatile @Nullable IoThreadTurns turns;

	/** Whether a thread of JeroMQ's has died, for which closing would wait for ever. */
	private volatile boolean dead;

	private boolean closed;

	JeroMqContext(Set<PosixFilePermission> permissions, boolean ownThreads, TransportListener listener) {
		this.ownThreads = ownThreads;
		this.permissions = permissions;
		this.listener = listener;
		this.zmq.setUncaughtExceptionHandler((thread, ex) -> ioThreadFailed(ex));
		this.zmq.setNotificationExceptionHandler((thread, ex) -> listener.ioFailed(ex));
	}

	ZContext zmq() {
		return this.zmq;
	}

	/** The names that are bound inside the process. */
	InsideNames names() {
		return this.names;
	}

	/** How much of the I/O thread's time handshakes may take. */
	HandshakeTime handshakes() {
		return this.handshakes;
	}

	/** Who may connect to a Unix domain socket. */
	Set<PosixFilePermission> permissions() {
		return this.permissions;
	}

	/** Runs a loop on the I/O thread, where this JeroMQ lets it. */
	LoopRunner runner(DefaultSocketLoop loop, String name, boolean daemon) {
		IoThreadTurns taken = turns();
		return (taken != null) ? new IoThreadRunner(taken, loop, name, daemon)
				: JeroMqRunner.onThread(new ThreadRunner(loop, name, daemon));
	}

	private synchronized @Nullable IoThreadTurns turns() {
		if (this.turns == null && !this.closed && !this.ownThreads && IoThreadTurns.supported()) {
			this.turns = IoThreadTurns.on(this.zmq.createSocket(SocketType.PAIR));
		}
		return this.turns;
	}

	/** Has the loop end before the context does. */
	void add(DefaultSocketLoop loop) {
		if (this.loops.add(loop)) {
			loop.onEnd(() -> this.loops.remove(loop));
		}
	}

	/** Nothing can be sent or received from now on, so nobody should wait for it. */
	private void ioThreadFailed(Throwable ex) {
		this.dead = true;
		try {
			IoThreadTurns failed = this.turns;
			if (failed != null && failed.isHere()) {
				this.loops.forEach(DefaultSocketLoop::endWhateverHappens);
			}
		}
		finally {
			this.listener.ioFailed(ex);
		}
	}

	/** Whether nothing can be sent or received any more. */
	boolean isDead() {
		return this.dead;
	}

	void close() {
		this.loops.forEach(DefaultSocketLoop::close);
		synchronized (this) {
			this.closed = true;
		}
		if (!this.dead) {
			this.zmq.close();
		}
	}

}
