package io.zmqf.transport;

/**
 * Work for a loop's thread, given by another one. Exactly one of both methods is called.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface LoopTask {

	/** Runs on the loop's thread, where everything of the loop may be used. */
	void run();

	/** Called on any thread where the loop has ended before the task could run. */
	default void reject() {
	}

}
