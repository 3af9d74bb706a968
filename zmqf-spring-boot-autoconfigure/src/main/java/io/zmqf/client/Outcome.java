package io.zmqf.client;

import org.jspecify.annotations.Nullable;

/**
 * The callback for the outcome of a request. It is usually called on the event loop.
 */
@FunctionalInterface
interface Outcome {

	/**
	 * Receives an answer of one node to a request to all. Called on the event loop.
	 * @param frames the frames of the answer
	 * @return the reason for which the answer is rejected, or {@code null} if it is
	 * accepted
	 */
	default @Nullable String item(byte[][] frames) {
		return null;
	}

	/**
	 * Receives the outcome. Called once.
	 * @param frames the frames of the reply, or {@code null} if there is none
	 * @param failure the failure that replaces the reply, or {@code null} if there is a
	 * reply
	 */
	void ended(byte @Nullable [][] frames, @Nullable RuntimeException failure);

}
