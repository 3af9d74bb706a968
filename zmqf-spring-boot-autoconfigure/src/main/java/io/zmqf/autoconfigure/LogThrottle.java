package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Limits the number of log lines of each kind in a period, and counts the suppressed
 * lines. The least recently used kinds are evicted.
 */
final class LogThrottle {

	private static final int MAX_KINDS = 1024;

	/** The maximum number of lines of a kind from all sources in a period. */
	private static final int MAX_LINES = 20;

	private final int lines;

	private final long periodNanos;

	private final LongSupplier nanoTime;

	private final Map<String, Kind> kinds = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Kind> eldest) {
			return size() > MAX_KINDS;
		}

	};

	/**
	 * Creates a throttle.
	 * @param lines the maximum number of lines of a kind in a period
	 * @param period the length of the period
	 * @param nanoTime the clock, in nanoseconds
	 */
	LogThrottle(int lines, Duration period, LongSupplier nanoTime) {
		this.lines = lines;
		this.periodNanos = period.toNanos();
		this.nanoTime = nanoTime;
	}

	/**
	 * Requests a line.
	 * @param kind the kind of the line
	 * @return the number of lines of the kind that were suppressed before this one, or -1
	 * if this one must be suppressed, too
	 */
	long next(String kind) {
		return next(kind, this.lines, 1);
	}

	/**
	 * Requests a line of one of many sources, such as sockets. All of them together are
	 * limited to 20 lines of a kind in a period.
	 * @param kind the kind of the line
	 * @param source the source of the line, to which the limit of this throttle applies
	 * @return the number of lines that were suppressed before this one, or -1 if this one
	 * must be suppressed, too
	 */
	long next(String kind, String source) {
		long before = next(source, this.lines, 1);
		return (before < 0) ? -1 : next("all/" + kind, MAX_LINES, before + 1);
	}

	/**
	 * Requests a line like {@link #next(String, String)}, but counts the lines of this
	 * source only.
	 * @param kind the kind of the line
	 * @param source the source of the line
	 * @return the number of lines of the source that were suppressed before this one, or
	 * -1 if this one must be suppressed, too
	 */
	long nextOfSource(String kind, String source) {
		long before = next(source, this.lines, 1);
		return (before < 0 || next("all/" + kind, MAX_LINES, 1) >= 0) ? before : next(source, 0, before + 1);
	}

	private synchronized long next(String kind, int limit, long count) {
		long now = this.nanoTime.getAsLong();
		Kind state = this.kinds.computeIfAbsent(kind, (key) -> new Kind(now));
		if (now - state.start >= this.periodNanos) {
			state.start = now;
			state.written = 0;
		}
		if (state.written >= limit) {
			state.leftOut += count;
			return -1;
		}
		state.written++;
		long before = state.leftOut + count - 1;
		state.leftOut = 0;
		return before;
	}

	/**
	 * Writes a line, unless the limit is reached.
	 * @param kind the kind of the line
	 * @param line the writer of the line, which takes the number of lines that were
	 * suppressed before
	 */
	void next(String kind, LongConsumer line) {
		long before = next(kind);
		if (before >= 0) {
			line.accept(before);
		}
	}

	/** The counters of a kind in the current period. */
	private static final class Kind {

		private long start;

		private int written;

		private long leftOut;

		Kind(long start) {
			this.start = start;
		}

	}

}
