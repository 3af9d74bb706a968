package io.zmqf.worker;

/**
 * How long a handler takes while others wait for its thread. Safe for threads: an update
 * that gets lost does no harm.
 */
final class Pace {

	/** The requests in a row after which the most is forgotten with each of them. */
	private static final int MOST_SKIPPED = 256;

	private volatile long nanos;

	/** The requests that were not begun since a handler has last replied. */
	private int skipped;

	/** The time that a request needs, with a little more; 0 where that is not known. */
	long nanos() {
		long known = this.nanos;
		return known + (known >> 3);
	}

	/** A handler has replied. */
	void took(long time) {
		long known = this.nanos;
		this.nanos = (known > 0) ? known + ((time - known) >> 3) : time;
		this.skipped = 0;
	}

	/**
	 * A request was not begun: where none is, the handler may be quicker by now, and the
	 * longer that goes on, the more quickly is forgotten what it took.
	 */
	void skipped() {
		this.skipped = Math.min(MOST_SKIPPED, this.skipped + 1);
		long known = this.nanos;
		this.nanos = known - (known >> 10) * this.skipped;
	}

}
