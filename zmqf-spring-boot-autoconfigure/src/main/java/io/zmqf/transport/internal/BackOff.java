package io.zmqf.transport.internal;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The delays between attempts to connect. They double up to a maximum, and are randomised
 * so that peers don't retry in step. A connection that lasts for the maximum resets them,
 * so that a peer can't cause a storm of attempts by accepting and closing connections.
 */
final class BackOff {

	private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

	private long next = FIRST_NANOS;

	/** The time of the connection since the last delay, if there was one. */
	private @Nullable Long connectedAt;

	void connected(long now) {
		this.connectedAt = now;
	}

	long nextNanos(long now) {
		if (this.connectedAt != null && now - this.connectedAt >= LONGEST_NANOS) {
			this.next = FIRST_NANOS;
		}
		this.connectedAt = null;
		long base = this.next;
		this.next = Math.min(2 * base, LONGEST_NANOS);
		return base / 2 + ThreadLocalRandom.current().nextLong(base / 2);
	}

}
