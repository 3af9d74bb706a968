package io.zmqf.transport.nio;

import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.transport.MemoryLimits;

/** What the messages of all connections of a transport hold. Safe for threads. */
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

	/** The bytes of a connection in each direction. */
	long peerLimit() {
		return this.limits.peer();
	}

	/** Whether connections with messages that nobody takes are not read any more. */
	boolean isTight() {
		return this.held.get() > this.limits.node() / 2;
	}

	/** Whether the connection that holds most has to be closed. */
	boolean isExceeded() {
		return this.held.get() > this.limits.node();
	}

	/** Whether it does so by more than one connection may hold: nobody else helps. */
	boolean isFarExceeded() {
		return this.held.get() - this.limits.node() > this.limits.peer();
	}

}
