package io.zmqf.actuate.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The most recent log messages of this library with their remedies. They are recorded
 * regardless of the log level. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Journal {

	/** The maximum number of entries. */
	public static final int CAPACITY = 200;

	private final Deque<Entry> entries = new ArrayDeque<>(CAPACITY);

	private long last;

	/** The severity of an entry. */
	public enum Level {

		/** A change of state. */
		INFO,
		/** A loss, a rejection or a wrong configuration. */
		WARN,
		/** A failure. */
		ERROR

	}

	/**
	 * An entry of the journal.
	 *
	 * @param number the number of the entry, starting with 1
	 * @param time the time of the entry
	 * @param level the severity of the entry
	 * @param text the message
	 */
	public record Entry(long number, Instant time, Level level, String text) {
	}

	/**
	 * Adds an entry. The oldest entry is removed if the journal is full.
	 * @param level the severity of the entry
	 * @param text the message
	 */
	public synchronized void add(Level level, String text) {
		if (this.entries.size() == CAPACITY) {
			this.entries.removeFirst();
		}
		this.entries.addLast(new Entry(++this.last, Instant.now(), level, text));
	}

	/**
	 * Returns the entries after a known one.
	 * @param number the number of the known entry, or 0 for none
	 * @return the stored entries, the oldest first
	 */
	public synchronized List<Entry> after(long number) {
		return this.entries.stream().filter((entry) -> entry.number() > number).toList();
	}

	/**
	 * The number of the last entry.
	 * @return the number, or 0 if there was no entry
	 */
	public synchronized long last() {
		return this.last;
	}

}
