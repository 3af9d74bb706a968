package io.zmqf.fault;

import java.time.Duration;

/** The duration of scenarios: short, or full with {@code -Dzmqf.faults=full}. */
final class Form {

	private static final boolean FULL = "full".equals(System.getProperty("zmqf.faults"));

	private Form() {
	}

	static int of(int shortened, int full) {
		return FULL ? full : shortened;
	}

	static Duration seconds(int shortened, int full) {
		return Duration.ofSeconds(of(shortened, full));
	}

	static boolean isFull() {
		return FULL;
	}

	/**
	 * Returns the timeout of the requests of a load. The short form runs beside other
	 * work, which may delay a process for seconds.
	 */
	static Duration patience() {
		return seconds(20, 5);
	}

	/** Returns the maximum for a measured time, which only the full form asserts. */
	static long atMost(long millis) {
		return FULL ? millis : millis + patience().toMillis();
	}

}
