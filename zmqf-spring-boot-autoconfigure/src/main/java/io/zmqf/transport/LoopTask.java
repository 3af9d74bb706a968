package io.zmqf.transport;

/**
 * A task for a loop's thread, which any thread may submit. Exactly one of its methods is
 * called.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoopTask {

	/**
	 * Creates a task.
	 * @param run the work on the loop's thread
	 * @param rejected the action if the loop has ended, on any thread
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

	/** Runs on the loop's thread, which may access the loop's state. */
	void run();

	/** Called on any thread if the loop ended before the task ran. */
	default void reject() {
	}

}
