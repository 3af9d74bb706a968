package io.zmqf.transport;

/**
 * Something that happens on a loop at a time, unless it is cancelled before. It is its
 * own entry in the loop's timers, so that a deadline costs no object of its own.
 *
 * @since 0.1.0
 */
public abstract class Timed {

	static final int UNSCHEDULED = -1;

	/** In nanoseconds of the loop's clock; owned by {@link Timers}. */
	long deadline;

	/** Its place in the heap; owned by {@link Timers}. */
	int index = UNSCHEDULED;

	/**
	 * Has something done at a time.
	 * @param work the work to do on the loop's thread once the time has come
	 * @return the entry to be scheduled
	 */
	public static Timed of(Runnable work) {
		return new Timed() {

			@Override
			protected void onTime() {
				work.run();
			}

		};
	}

	/** Called on the loop's thread once the time has come. */
	protected abstract void onTime();

	/**
	 * Whether it still waits for its time.
	 * @return {@code false} before it is scheduled, and after its time or its
	 * cancellation
	 */
	public final boolean isScheduled() {
		return this.index != UNSCHEDULED;
	}

}
