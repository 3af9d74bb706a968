package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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

	private final LogThrottle throttle;

	private final LogThrottle socketThrottle;

	private final LogThrottle refusals;

	StateLines(Journal journal, LongSupplier nanoTime) {
		this.journal = journal;
		this.throttle = new LogThrottle(LINES, PERIOD, nanoTime);
		this.socketThrottle = new LogThrottle(LINES_PER_SOCKET, PERIOD, nanoTime);
		this.refusals = new LogThrottle(1, Duration.ofMinutes(1), nanoTime);
	}

	/**
	 * Logs a warning about a peer, unless the same one was logged for the same host
	 * within the last minute.
	 */
	void warnOncePerMinute(Log logger, String kind, @Nullable String socket, String peer, @Nullable String detail,
			Supplier<String> line) {
		int port = peer.lastIndexOf(':');
		this.refusals.next(kind + "/" + socket + "/" + ((port > 0) ? peer.substring(0, port) : peer) + "/" + detail,
				(leftOut) -> warn(logger, kind, socket, line));
	}

	/** Logs a change of something that is not a socket. */
	void info(Log logger, String kind, String line) {
		info(logger, kind, null, () -> line);
	}

	/**
	 * Logs a change.
	 * @param logger the logger
	 * @param kind the kind of the line, to which a limit applies
	 * @param socket the socket that has changed, to which a lower limit applies
	 * @param line the line, which is built only if it is logged
	 */
	void info(Log logger, String kind, @Nullable String socket, Supplier<String> line) {
		write(kind, socket, line, (written) -> {
			logger.info(written);
			journal(written);
		});
	}

	/** Logs a warning about something that is not a socket. */
	void warn(Log logger, String kind, String line) {
		warn(logger, kind, null, () -> line);
	}

	/**
	 * Logs a warning.
	 * @see #info(Log, String, String, Supplier)
	 */
	void warn(Log logger, String kind, @Nullable String socket, Supplier<String> line) {
		write(kind, socket, line, (written) -> {
			logger.warn(written);
			this.journal.add(Journal.Level.WARN, written);
		});
	}

	/** Writes a line to the journal only, without a limit. */
	void journal(String line) {
		this.journal.add(Journal.Level.INFO, line);
	}

	private void write(String kind, @Nullable String socket, Supplier<String> line, Consumer<String> writer) {
		long leftOut = (socket != null) ? this.socketThrottle.next(kind, socket) : this.throttle.next(kind);
		if (leftOut >= 0) {
			writer.accept((leftOut > 0) ? line.get() + " (" + leftOut + " similar lines before it were not logged)"
					: line.get());
		}
	}

}
