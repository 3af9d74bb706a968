package io.zmqf.worker;

/**
 * How long a handler takes while others wait for its thread. Safe for threads: an update
 * that gets lost does no harm.
 */
final class Pace {

	private volatile long nanos;

	/** The time that a request needs, with a little more; 0 where that is not known. */
	long nanos() {
		long known = this.nanos;
		return known + (known >> 3);
	}

	/** A handler has replied. */
	void took(long time) {
		long known = this.nanos;
		this.nanos = (known > 0) ? known + ((time - known) >> 3) : time;
	}

	/** A request was not begun: where none is, the handler may be quicker by now. */
	void skipped() {
		long known = this.nanos;
		this.nanos = known - (known >> 10);
	}

}
