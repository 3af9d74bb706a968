package io.zmqf.transport.internal;

import java.time.Duration;

/**
 * Runs the turns of a loop, one at a time.
 *
 * @since 0.1.0
 */
public interface LoopRunner {

	/**
	 * Opens a loop's socket, and runs its turns until the loop has ended.
	 * @param loop the only loop of this runner
	 */
	void start(DefaultSocketLoop loop);

	/** Requests a turn. Has no effect before the start. Called from any thread. */
	void wakeUp();

	/**
	 * Requests a turn, and runs it on the calling thread at once if possible. Called from
	 * any thread.
	 */
	default void wakeUpHere() {
		wakeUp();
	}

	/**
	 * Returns how long a single call has blocked the thread of the turns. Called from any
	 * thread.
	 * @return the time, or zero if it is short or not watched
	 */
	default Duration blocked() {
		return Duration.ZERO;
	}

	/** Whether the calling thread runs the turns. */
	boolean isHere();

}
