package io.zmqf.message;

import java.time.Duration;

/**
 * Limits durations to values that can be added to a nanosecond clock. Longer durations,
 * such as those that stand for ever, become a hundred years.
 *
 * @since 0.1.0
 */
public final class BoundedTime {

	/**
	 * The maximum duration. It is longer than anyone waits, and nanosecond clocks can
	 * represent it.
	 */
	public static final Duration LONGEST = Duration.ofDays(36_500);

	private BoundedTime() {
	}

	/**
	 * Limits a duration.
	 * @param time the duration
	 * @return the duration, at most {@link #LONGEST}
	 */
	public static Duration of(Duration time) {
		return (time.compareTo(LONGEST) < 0) ? time : LONGEST;
	}

}
