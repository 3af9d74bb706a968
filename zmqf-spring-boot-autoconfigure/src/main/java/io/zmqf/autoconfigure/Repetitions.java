package io.zmqf.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Lets the same thing through once a minute. Forgets what is not among the last. */
final class Repetitions {

	private static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final int REMEMBERED = 256;

	private final Map<String, Long> until = new LinkedHashMap<>();

	/**
	 * Asks for something.
	 * @param what what it is
	 * @param now nanoseconds of any clock
	 * @return whether it was not let through within the last minute
	 */
	synchronized boolean next(String what, long now) {
		Long end = this.until.get(what);
		if (end != null && now - end < 0) {
			return false;
		}
		this.until.remove(what);
		this.until.put(what, now + PERIOD_NANOS);
		if (this.until.size() > REMEMBERED) {
			this.until.remove(this.until.keySet().iterator().next());
		}
		return true;
	}

}
