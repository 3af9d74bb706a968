package io.zmqf.transport.session;

import java.util.concurrent.TimeUnit;

/**
 * How much time of an I/O thread goes into handshakes with strangers. With CURVE each
 * takes it some milliseconds, so that a few hundred bad ones in a second would leave
 * nothing for those who were let in. For all sockets of an I/O thread; lives on it.
 */
public final class HandshakeTime {

	/** One part in so many of the thread's time, while there is other work. */
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

	/** Somebody who was let in has sent something. */
	void countRead() {
		this.reads++;
	}

	/** How often those have sent something who were let in. */
	long reads() {
		return this.reads;
	}

}
