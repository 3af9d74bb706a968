package io.zmqf.transport;

import org.jspecify.annotations.Nullable;

/**
 * A timer of a loop. It is itself the node of the loop's {@linkplain Timers timer heap},
 * so that a deadline needs no further object.
 *
 * @since 0.1.0
 */
public abstract class Timed {

	/** The deadline in nanoseconds of the loop's clock. Owned by {@link Timers}. */
	long deadline;

	/**
	 * The parent or the previous sibling in the heap; this timer itself for the root;
	 * {@code null} if it is not scheduled. Owned by {@link Timers}.
	 */
	@Nullable Timed before;

	/** The next sibling in the heap. Owned by {@link Timers}. */
	@Nullable Timed after;

	/**
	 * The first child in the heap, which has a later deadline. Owned by {@link Timers}.
	 */
	@Nullable Timed below;

	/**
	 * Creates a timer.
	 * @param work the work to do on the loop's thread at the deadline
	 * @return the timer, not yet scheduled
	 */
	public static Timed of(Runnable work) {
		return new Timed() {

			@Override
			protected void onTime() {
				work.run();
			}

		};
	}

	/** Called on the loop's thread when the deadline is reached. */
	protected abstract void onTime();

	/**
	 * Whether the timer is scheduled.
	 * @return {@code false} before it is scheduled, after its deadline and after its
	 * cancellation
	 */
	public final boolean isScheduled() {
		return this.before != null;
	}

}
