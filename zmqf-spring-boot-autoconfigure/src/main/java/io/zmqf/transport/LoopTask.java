package io.zmqf.transport;

/**
 * Work for a loop's thread, given by another one. Exactly one of both methods is called.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoopTask {

	/**
	 * Creates a task of two parts.
	 * @param run the work on the loop's thread
	 * @param rejected what is done instead where the loop has ended, on any thread
	 * @return the task
	 */
	static LoopTask of(Runnable run, Runnable rejected) {
		return new LoopTask() {

			@Override
			public void run() {
				run.run();
			}

			@Override
			public void reject() {
				rejected.run();
			}

		};
	}

	/** Runs on the loop's thread, where everything of the loop may be used. */
	void run();

	/** Called on any thread where the loop has ended before the task could run. */
	default void reject() {
	}

}
