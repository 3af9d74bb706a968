package io.zmqf.autoconfigure;

import java.util.concurrent.TimeUnit;

/** Lets so many lines through in ten seconds, and counts those that it does not. */
final class LineLimit {

	private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final int lines;

	private boolean begun;

	private long periodEnd;

	private int written;

	private long leftOut;

	LineLimit(int lines) {
		this.lines = lines;
	}

	/**
	 * Asks for a line.
	 * @param now nanoseconds of any clock
	 * @return how many lines were left out before this one, or -1 to leave it out, too
	 */
	synchronized long next(long now) {
		if (!this.begun || now - this.periodEnd >= 0) {
			this.begun = true;
			this.written = 0;
			this.periodEnd = now + PERIOD_NANOS;
		}
		if (this.written >= this.lines) {
			this.leftOut++;
			return -1;
		}
		this.written++;
		long before = this.leftOut;
		this.leftOut = 0;
		return before;
	}

}
