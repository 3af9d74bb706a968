package io.zmqf.outgoing;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Retries of many elements in turns. A turn ends after a limited number of failures, so
 * that it is short even if all attempts fail.
 *
 * @since 0.1.0
 */
public final class Rounds {

	/** The number of turns in which each element is tried. */
	private static final int TURNS = 5;

	/** The minimum number of failures that end a turn. */
	private static final int FEW = 16;

	private Rounds() {
	}

	/**
	 * Runs a turn.
	 * @param <T> the element type
	 * @param all the elements, in the order in which to try them. Attempts may change the
	 * collection
	 * @param attempt the attempt, which returns {@code true} on success, and else moves
	 * the element to the end
	 */
	public static <T> void turn(Collection<T> all, Predicate<T> attempt) {
		int failures = Math.max(FEW, (all.size() + TURNS - 1) / TURNS);
		for (T each : List.copyOf(all)) {
			if (!attempt.test(each) && --failures == 0) {
				return;
			}
		}
	}

}
