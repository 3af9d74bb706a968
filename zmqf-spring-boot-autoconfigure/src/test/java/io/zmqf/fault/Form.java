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

}
