package io.zmqf.worker;

/**
 * The recent duration of a handler while other requests wait for a thread. Thread-safe: a
 * lost update does no harm.
 */
final class Pace {

	/**
	 * The number of consecutive skipped requests after which the decay of the duration no
	 * longer accelerates.
	 */
	private static final int MOST_SKIPPED = 256;

	private volatile long nanos;

	/** The number of requests skipped since the last completed one. */
	private int skipped;

	/**
	 * Returns the expected duration plus an eighth in nanoseconds, or 0 if it is unknown.
	 */
	long nanos() {
		long known = this.nanos;
		return known + (known >> 3);
	}

	/** Records the duration of a request in nanoseconds. */
	void took(long time) {
		long known = this.nanos;
		this.nanos = (known > 0) ? known + ((time - known) >> 3) : time;
		this.skipped = 0;
	}

	/**
	 * Records a request that was skipped for lack of time. The handler may have become
	 * faster, which is not measured while all requests are skipped. So the expected
	 * duration decays, faster with each consecutive skip.
	 */
	void skipped() {
		this.skipped = Math.min(MOST_SKIPPED, this.skipped + 1);
		long known = this.nanos;
		this.nanos = known - (known >> 10) * this.skipped;
	}

}
