package io.zmqf.client;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of the requests of a client that wait for a connection, or for room on it.
 * Safe for threads.
 */
final class WaitingBytes {

	private final long limit;

	private final AtomicLong bytes = new AtomicLong();

	/**
	 * Creates it without requests.
	 * @param limit the bytes that all of them may take
	 */
	WaitingBytes(long limit) {
		this.limit = limit;
	}

	long limit() {
		return this.limit;
	}

	/** Returns whether there is room for a request, which is counted then. */
	boolean add(long size) {
		if (this.bytes.addAndGet(size) <= this.limit) {
			return true;
		}
		remove(size);
		return false;
	}

	void remove(long size) {
		this.bytes.addAndGet(-size);
	}

}
