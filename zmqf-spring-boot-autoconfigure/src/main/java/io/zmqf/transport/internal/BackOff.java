package io.zmqf.transport.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The delays between attempts. They double up to a maximum, and are randomised so that
 * peers don't retry in step.
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
