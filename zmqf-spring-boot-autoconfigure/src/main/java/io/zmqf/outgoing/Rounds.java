package io.zmqf.outgoing;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * The rounds in which many things are tried again and again. A turn fails with no more
 * than a part of them, so that it takes little time where all of them fail.
 *
 * @since 0.1.0
 */
public final class Rounds {

	/** The number of turns in which all are tried. */
	private static final int TURNS = 5;

	/** So many may fail in each turn. */
	private static final int FEW = 16;

	private Rounds() {
	}

	/**
	 * Takes a turn.
	 * @param <T> the type of the things
	 * @param all everything that is to be tried, in the order of its turns, which the
	 * attempts may change
	 * @param attempt the attempt, which returns whether it has succeeded, and moves what
	 * has failed to the end
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
