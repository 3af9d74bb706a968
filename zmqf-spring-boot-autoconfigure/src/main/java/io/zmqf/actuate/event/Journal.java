package io.zmqf.actuate.event;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What happened last, in the words of the log and with its remedies, whatever level the
 * log has. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Journal {

	/** The number of entries that are kept. */
	public static final int CAPACITY = 200;

	private final Deque<Entry> entries = new ArrayDeque<>(CAPACITY);

	private long last;

	/** How bad it is. */
	public enum Level {

		/** Something changed. */
		INFO,
		/** Something is lost, refused or set up so that it can't work. */
		WARN,
		/** Something failed. */
		ERROR

	}

	/**
	 * An entry.
	 *
	 * @param number its number, from 1 on
	 * @param time the time of the entry
	 * @param level the severity of the entry
	 * @param text the description of the event
	 */
	public record Entry(long number, Instant time, Level level, String text) {
	}

	/**
	 * Adds an entry, and forgets the oldest one where there are too many.
	 * @param level the severity of the entry
	 * @param text the description of the event
	 */
	public synchronized void add(Level level, String text) {
		if (this.entries.size() == CAPACITY) {
			this.entries.removeFirst();
		}
		this.entries.addLast(new Entry(++this.last, Instant.now(), level, text));
	}

	/**
	 * The entries after one that is known.
	 * @param number its number, 0 for none
	 * @return the entries that are kept, the oldest first
	 */
	public synchronized List<Entry> after(long number) {
		return this.entries.stream().filter((entry) -> entry.number() > number).toList();
	}

	/**
	 * The number of the last entry.
	 * @return the number, 0 for none
	 */
	public synchronized long last() {
		return this.last;
	}

}
