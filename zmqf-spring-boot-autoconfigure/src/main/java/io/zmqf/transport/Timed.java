package io.zmqf.transport;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens on a loop at a time, unless it is cancelled before. It is its
 * own entry in the loop's timers, so that a deadline costs no object of its own.
 *
 * @since 0.1.0
 */
public abstract class Timed {

	/** In nanoseconds of the loop's clock; owned by {@link Timers}. */
	long deadline;

	/**
	 * The one that it is below or after, itself for the first of all, {@code null} for
	 * one that is not scheduled; owned by {@link Timers}.
	 */
	@Nullable Timed before;

	/** The next one below the same one; owned by {@link Timers}. */
	@Nullable Timed after;

	/** The first one of those that are later; owned by {@link Timers}. */
	@Nullable Timed below;

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
		return this.before != null;
	}

}
