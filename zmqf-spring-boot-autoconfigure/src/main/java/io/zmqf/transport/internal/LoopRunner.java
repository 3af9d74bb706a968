package io.zmqf.transport.internal;

import java.time.Duration;

/**
 * What gives a loop its turns, always on the same thread once it has begun.
 *
 * @since 0.1.0
 */
public interface LoopRunner {

	/**
	 * Opens a loop's socket, and gives the loop turns from then on until it has ended.
	 * @param loop the only loop that it runs
	 */
	void start(DefaultSocketLoop loop);

	/** Has a turn follow soon, nothing to do before the start; from any thread. */
	void wakeUp();

	/** Has a turn follow soon, at once and here if that can be; from any thread. */
	default void wakeUpHere() {
		wakeUp();
	}

	/**
	 * How long one call has held the thread of the turns; from any thread.
	 * @return the time as far as it is watched, zero for a short one
	 */
	default Duration blocked() {
		return Duration.ZERO;
	}

	/** Whether the caller is on the thread of the turns. */
	boolean isHere();

}
