package io.zmqf.autoconfigure;

import java.util.concurrent.TimeUnit;

/** Lets one thing through in ten seconds, and counts all of them. */
final class RateLimit {

	private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

	private long count;

	private long next;

	private boolean used;

	/**
	 * Counts one more.
	 * @param now nanoseconds of any clock
	 * @return how many there were since something was let through, this one included, or
	 * 0 where this one is not
	 */
	synchronized long countedAt(long now) {
		this.count++;
		if (this.used && now - this.next < 0) {
			return 0;
		}
		long counted = this.count;
		this.count = 0;
		this.used = true;
		this.next = now + PERIOD_NANOS;
		return counted;
	}

}
