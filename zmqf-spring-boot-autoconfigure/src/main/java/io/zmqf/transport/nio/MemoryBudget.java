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

	/** Closes the connections that hold most while all together hold too much. */
	void relieve(Iterable<SocketRunner> sockets) {
		while (isExceeded()) {
			Connection largest = null;
			for (SocketRunner socket : sockets) {
				for (Connection connection : socket.connections()) {
					if (largest == null || connection.held() > largest.held()) {
						largest = connection;
					}
				}
			}
			if (largest == null || largest.held() == 0) {
				return;
			}
			largest.evict();
		}
	}

}
