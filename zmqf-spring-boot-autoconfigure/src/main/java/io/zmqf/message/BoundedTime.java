package io.zmqf.message;

import java.time.Duration;

/**
 * Times that a clock of nanoseconds can add: what is longer, such as a duration that
 * stands for ever, is a hundred years.
 *
 * @since 0.1.0
 */
public final class BoundedTime {

	/** More than anybody waits, and less than a clock of nanoseconds can tell apart. */
	public static final Duration LONGEST = Duration.ofDays(36_500);

	private BoundedTime() {
	}

	/**
	 * Bounds a time.
	 * @param time the time
	 * @return the time, or the longest one where that is shorter
	 */
	public static Duration of(Duration time) {
		return (time.compareTo(LONGEST) < 0) ? time : LONGEST;
	}

}
