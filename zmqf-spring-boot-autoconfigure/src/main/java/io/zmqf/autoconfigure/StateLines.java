package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.zmqf.actuate.event.Journal;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to the log and to the journal, and no more of them than somebody can read.
 */
final class StateLines {

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private static final int LINES = 20;

	private static final int LINES_PER_SOCKET = 6;

	private final Journal journal;

	private final Predicate<String> socket;

	private final LogThrottle throttle;

	private final LogThrottle socketThrottle;

	private final LogThrottle refusals;

	/**
	 * Creates the lines.
	 * @param journal the journal that has them, too
	 * @param socket a test whether a limit is the name of a socket, which has fewer lines
	 * @param nanoTime the time
	 */
	StateLines(Journal journal, Predicate<String> socket, LongSupplier nanoTime) {
		this.journal = journal;
		this.socket = socket;
		this.throttle = new LogThrottle(LINES, PERIOD, nanoTime);
		this.socketThrottle = new LogThrottle(LINES_PER_SOCKET, PERIOD, nanoTime);
		this.refusals = new LogThrottle(1, Duration.ofMinutes(1), nanoTime);
	}

	/** Whether that was not said of the same peer just now. */
	boolean isNews(String socket, String peer, @Nullable String detail) {
		int port = peer.lastIndexOf(':');
		String who = socket + "/" + ((port > 0) ? peer.substring(0, port) : peer) + "/" + detail;
		return this.refusals.next(who) >= 0;
	}

	void info(Log logger, String limit, String line) {
		long leftOut = next(limit);
		if (leftOut >= 0) {
			logger.info(with(leftOut, line));
			journal(with(leftOut, line));
		}
	}

	void warn(Log logger, String limit, String line) {
		long leftOut = next(limit);
		if (leftOut >= 0) {
			logger.warn(with(leftOut, line));
			this.journal.add(Journal.Level.WARN, with(leftOut, line));
		}
	}

	/** For the journal alone, and without a limit. */
	void journal(String line) {
		this.journal.add(Journal.Level.INFO, line);
	}

	private static String with(long leftOut, String line) {
		return (leftOut > 0) ? line + " (" + leftOut + " such lines before it were left out)" : line;
	}

	private long next(String limit) {
		return (this.socket.test(limit) ? this.socketThrottle : this.throttle).next(limit);
	}

}
