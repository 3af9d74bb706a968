package io.zmqf.client;

import org.jspecify.annotations.Nullable;

/** Is told once how a request ended, on the loop mostly. */
@FunctionalInterface
interface Outcome {

	/**
	 * An answer of one of those that were asked has come, on the loop.
	 * @param frames the frames of the item
	 * @return why it is not taken, {@code null} where it is
	 */
	default @Nullable String item(byte[][] frames) {
		return null;
	}

	/**
	 * The request has ended.
	 * @param frames the frames of the reply, {@code null} where there is none
	 * @param failure the reason why there is no reply, {@code null} if there is one
	 */
	void ended(byte @Nullable [][] frames, @Nullable RuntimeException failure);

}
