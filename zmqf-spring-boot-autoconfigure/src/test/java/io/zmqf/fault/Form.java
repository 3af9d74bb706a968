package io.zmqf.fault;

import java.time.Duration;

/** How long scenarios take: shortened, or full with {@code -Dzmqf.faults=full}. */
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
	 * How long a request of a load waits: the shortened form is run where other work may
	 * hold up a process for seconds.
	 */
	static Duration patience() {
		return seconds(20, 5);
	}

	/** What a time may be at most, which the full form is there to measure. */
	static long atMost(long millis) {
		return FULL ? millis : millis + patience().toMillis();
	}

}
