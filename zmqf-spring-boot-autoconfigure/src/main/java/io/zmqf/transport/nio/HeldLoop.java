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
 * The state of an event loop, guarded by its lock. Methods for other classes assert that
 * the caller holds it.
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

	/** An upper bound of the memory that a single connection holds, in bytes. */
	private volatile long largestHeld;

	HeldLoop(String name, TransportListener listener, ChannelSelector.Source selectors, MemoryBudget memory)
			throws IOException {
		this.name = name;
		this.listener = listener;
		this.memory = memory;
		this.channels = new ChannelSelector(selectors);
	}

	/** Whether the calling thread holds the loop. */
	boolean inEventLoop() {
		return this.lock.isHeldByCurrentThread();
	}

	void assertInEventLoop() {
		if (!inEventLoop()) {
			throw new IllegalStateException(Thread.currentThread() + " does not hold the event loop");
		}
	}

	/**
	 * Returns the thread that holds the loop, or {@code null} if none does. Called from
	 * any thread.
	 */
	@Nullable Thread holder() {
		return this.lock.holder();
	}

	/** Runs a part of a task. An exception is reported, and the task continues. */
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

	/** Counts a change of the memory that a connection holds. */
	void account(long held, long before) {
		this.memory.add(held - before);
		if (held > this.largestHeld) {
			this.largestHeld = held;
		}
	}

	/**
	 * Returns an upper bound of the memory that a single connection of this loop holds.
	 * Called from any thread.
	 */
	long largestHeld() {
		return this.largestHeld;
	}

	/** Returns the time budget of handshakes. */
	HandshakeBudget handshakes() {
		assertInEventLoop();
		return this.handshakes;
	}

	/** Returns the names that are bound inside the process. */
	BoundNames<NioSocket> names() {
		assertInEventLoop();
		return this.names;
	}

	/** Returns the timers, whose clock is {@link System#nanoTime()}. */
	Timers timers() {
		assertInEventLoop();
		return this.timers;
	}

	/** Returns the sockets whose loops run on this event loop. */
	Set<SocketRunner> sockets() {
		assertInEventLoop();
		return this.sockets;
	}

	/** Returns the selector of the channels. */
	ChannelSelector channels() {
		assertInEventLoop();
		return this.channels;
	}

	/** Writes a connection's messages at the end of the current task. */
	void flushLater(TurnQueue.Place<ChannelTraffic> connection) {
		assertInEventLoop();
		this.unflushed.add(connection);
	}

	/** Writes the messages of all connections that have pending ones. */
	void flush() {
		for (ChannelTraffic connection; (connection = this.unflushed.poll()) != null;) {
			flush(connection);
		}
		relieveMemory();
	}

	/**
	 * Writes a connection's messages now. Called within a task, while no buffer is in
	 * use.
	 */
	void flush(ChannelTraffic connection) {
		assertInEventLoop();
		try {
			connection.flush(this.buffers);
		}
		catch (Throwable ex) {
			failed(connection, ex);
		}
	}

	/** Reads from a connection now. Called within a task, while no buffer is in use. */
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
	 * Closes the largest connections while all connections together exceed the memory
	 * limit. Leaves it to another loop if that has a larger connection.
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
	 * Whether another loop with the same budget has a larger connection. If so, that loop
	 * is requested to relieve memory.
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

	/** A lock that exposes its holder. */
	static final class HolderLock extends ReentrantLock {

		private static final long serialVersionUID = 1L;

		@Nullable Thread holder() {
			return getOwner();
		}

	}

}
