package io.zmqf.transport.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * How long to wait before the next attempt: ever longer, and never in step with others.
 */
final class BackOff {

	private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private long next = FIRST_NANOS;

	long nextNanos() {
		long base = this.next;
		this.next = Math.min(2 * base, LONGEST_NANOS);
		return base / 2 + ThreadLocalRandom.current().nextLong(base / 2);
	}

	void reset() {
		this.next = FIRST_NANOS;
	}

}
