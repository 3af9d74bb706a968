package io.zmqf.transport.nio;

import java.util.concurrent.TimeUnit;

/**
 * The share of an event loop's time for CURVE handshakes. It is a quarter while there is
 * other work, so that unauthenticated peers can't starve authenticated ones. Belongs to
 * the event loop.
 */
final class HandshakeBudget {

	private static final int SHARE = 4;

	private static final long SAVED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

	private long balance = SAVED_NANOS;

	private long updated = System.nanoTime();

	private long reads;

	/** Whether there is time for a handshake now. */
	boolean isLeft(long now) {
		this.balance = Math.min(SAVED_NANOS, this.balance + (now - this.updated) / SHARE);
		this.updated = now;
		return this.balance > 0;
	}

	void spend(long nanos) {
		this.balance -= nanos;
	}

	/** Counts a read from an established connection. */
	void countRead() {
		this.reads++;
	}

	long reads() {
		return this.reads;
	}

}
