package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.zmqf.actuate.event.Journal;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines to the log and to the journal at a limited rate.
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
	 * Creates the writer.
	 * @param journal the journal
	 * @param socket a test whether a limit is the name of a socket, to which a lower rate
	 * applies
	 * @param nanoTime the clock, in nanoseconds
	 */
	StateLines(Journal journal, Predicate<String> socket, LongSupplier nanoTime) {
		this.journal = journal;
		this.socket = socket;
		this.throttle = new LogThrottle(LINES, PERIOD, nanoTime);
		this.socketThrottle = new LogThrottle(LINES_PER_SOCKET, PERIOD, nanoTime);
		this.refusals = new LogThrottle(1, Duration.ofMinutes(1), nanoTime);
	}

	/**
	 * Logs a warning, unless the same one was logged for the same host within the last
	 * minute.
	 */
	void warnOncePerMinute(Log logger, String limit, String peer, @Nullable String detail, String line) {
		int port = peer.lastIndexOf(':');
		this.refusals.next(limit + "/" + ((port > 0) ? peer.substring(0, port) : peer) + "/" + detail,
				(leftOut) -> warn(logger, limit, line));
	}

	void info(Log logger, String limit, String line) {
		write(limit, line, (written) -> {
			logger.info(written);
			journal(written);
		});
	}

	void warn(Log logger, String limit, String line) {
		write(limit, line, (written) -> {
			logger.warn(written);
			this.journal.add(Journal.Level.WARN, written);
		});
	}

	/** Writes a line to the journal only, without a limit. */
	void journal(String line) {
		this.journal.add(Journal.Level.INFO, line);
	}

	private void write(String limit, String line, Consumer<String> writer) {
		(this.socket.test(limit) ? this.socketThrottle : this.throttle).next(limit, (leftOut) -> writer
			.accept((leftOut > 0) ? line + " (" + leftOut + " such lines before it were left out)" : line));
	}

}
