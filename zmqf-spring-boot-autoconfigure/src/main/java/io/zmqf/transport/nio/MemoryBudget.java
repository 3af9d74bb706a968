package io.zmqf.transport.nio;

import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.transport.MemoryLimits;

/** The memory that the messages of all connections of a transport hold. Thread-safe. */
final class MemoryBudget {

	private final MemoryLimits limits;

	private final AtomicLong held = new AtomicLong();

	MemoryBudget(MemoryLimits limits) {
		this.limits = limits;
	}

	void add(long bytes) {
		this.held.addAndGet(bytes);
	}

	long held() {
		return this.held.get();
	}

	MemoryLimits limits() {
		return this.limits;
	}

	/** Returns the maximum number of bytes that a connection holds in each direction. */
	long peerLimit() {
		return this.limits.peer();
	}

	/** Whether connections with unreceived messages have to stop reading. */
	boolean isTight() {
		return this.held.get() > this.limits.node() / 2;
	}

	/** Whether the largest connection has to be closed. */
	boolean isExceeded() {
		return this.held.get() > this.limits.node();
	}

	/**
	 * Whether the limit is exceeded by more than one connection may hold, so that closing
	 * a connection of another loop would not suffice.
	 */
	boolean isFarExceeded() {
		return this.held.get() - this.limits.node() > this.limits.peer();
	}

}
