package io.zmqf.transport.internal;

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

	/** Whether the caller is on the thread of the turns. */
	boolean isHere();

}
