package io.zmqf.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock in nanoseconds that advances only when a test sets it. */
public final class ManualClock implements LongSupplier {

	/** Shortly before the counter overflows, as {@link System#nanoTime()} may be. */
	private volatile long nanos = Long.MAX_VALUE - Duration.ofMillis(50).toNanos();

	@Override
	public long getAsLong() {
		return this.nanos;
	}

	public void advance(Duration time) {
		this.nanos += time.toNanos();
	}

}
