package io.zmqf.transport.nio;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.zmqf.transport.Timers;
import io.zmqf.transport.TransportListener;
import io.zmqf.transport.internal.BoundNames;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to an event loop. Only who holds its lock may touch it, which all methods
 * for other classes assert.
 */
abstract class HeldLoop {

	final HolderLock lock = new HolderLock();

	private final String name;

	private final TransportListener listener;

	private final MemoryBudget memory;

	final ChannelSelector channels;

	private final Timers timers = new Timers(this::report);

	private final TurnQueue<ChannelTraffic> unflushed = new TurnQueue<>();

	private final Set<SocketRunner> sockets = new LinkedHashSet<>();

	final IoBuffers buffers = IoBuffers.allocate();

	private final BoundNames<NioSocket> names = new BoundNames<>(InprocConnection::connect);

	private final HandshakeBudget handshakes = new HandshakeBudget();

	/** What each connection holds at most. */
	private volatile long largestHeld;

	HeldLoop(String name, TransportListener listener, ChannelSelector.Source selectors, MemoryBudget memory)
			throws IOException {
		this.name = name;
		this.listener = listener;
		this.memory = memory;
		this.channels = new ChannelSelector(selectors);
	}

	/** Whether the caller holds the loop, and may touch what belongs to it. */
	boolean inEventLoop() {
		return this.lock.isHeldByCurrentThread();
	}

	void assertInEventLoop() {
		if (!inEventLoop()) {
			throw new IllegalStateException(Thread.currentThread() + " does not hold the event loop");
		}
	}

	/** The thread that holds the loop, {@code null} for none; from any thread. */
	@Nullable Thread holder() {
		return this.lock.holder();
	}

	/** Runs a part of a task. What it throws is reported, and the task continues. */
	void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	void report(Throwable failure) {
		SafeListener.loopFailed(this.listener, this.name, failure);
	}

	MemoryBudget memory() {
		return this.memory;
	}

	/** Counts what a connection holds. */
	void account(long held, long before) {
		this.memory.add(held - before);
		if (held > this.largestHeld) {
			this.largestHeld = held;
		}
	}

	/** What no connection here holds more than; from any thread. */
	long largestHeld() {
		return this.largestHeld;
	}

	/** The time that handshakes may take. */
	HandshakeBudget handshakes() {
		assertInEventLoop();
		return this.handshakes;
	}

	/** The names that are bound inside the process. */
	BoundNames<NioSocket> names() {
		assertInEventLoop();
		return this.names;
	}

	/** The timers, by {@link System#nanoTime()}. */
	Timers timers() {
		assertInEventLoop();
		return this.timers;
	}

	/** The sockets whose loops take their turns here. */
	Set<SocketRunner> sockets() {
		assertInEventLoop();
		return this.sockets;
	}

	/** The channels that are selected. */
	ChannelSelector channels() {
		assertInEventLoop();
		return this.channels;
	}

	/** Writes a connection's messages at the end of the present task. */
	void flushLater(TurnQueue.Place<ChannelTraffic> connection) {
		assertInEventLoop();
		this.unflushed.add(connection);
	}

	/** Writes the messages of all connections that have some. */
	void flush() {
		for (ChannelTraffic connection; (connection = this.unflushed.poll()) != null;) {
			flush(connection);
		}
		relieveMemory();
	}

	/** Writes a connection's messages now; within a task, when no buffer is in use. */
	void flush(ChannelTraffic connection) {
		assertInEventLoop();
		try {
			connection.flush(this.buffers);
		}
		catch (Throwable ex) {
			failed(connection, ex);
		}
	}

	/** Reads a connection now; within a task, when no buffer is in use. */
	void read(ChannelTraffic connection) {
		assertInEventLoop();
		try {
			connection.read(this.buffers);
		}
		catch (Throwable ex) {
			failed(connection, ex);
		}
	}

	void failed(Selectable selectable, Throwable failure) {
		try {
			selectable.fail(failure);
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	/**
	 * Closes the connections that hold most while all together hold too much. Another
	 * loop closes its own.
	 */
	void relieveMemory() {
		while (this.memory.isExceeded()) {
			Connection largest = largest();
			long held = (largest != null) ? largest.held() : 0;
			this.largestHeld = held;
			if (isLeftToAnother(held) || largest == null || held == 0) {
				return;
			}
			largest.evict();
		}
	}

	/**
	 * Whether another loop with the same budget has a larger connection, and closes that.
	 */
	abstract boolean isLeftToAnother(long held);

	private @Nullable Connection largest() {
		Connection largest = null;
		for (SocketRunner socket : this.sockets) {
			for (Connection connection : socket.connections()) {
				if (largest == null || connection.held() > largest.held()) {
					largest = connection;
				}
			}
		}
		return largest;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/** A lock that names its holder. */
	static final class HolderLock extends ReentrantLock {

		private static final long serialVersionUID = 1L;

		@Nullable Thread holder() {
			return getOwner();
		}

	}

}
