package io.zmqf.router;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.zmqf.message.Printable;

/**
 * The set of events that one or more workers announced. Workers that announced the same
 * events share it. Confined to the backend's loop, except {@link #shown()} and
 * {@link #sorted()}.
 */
final class AnnouncedEvents {

	/**
	 * The estimated memory of an event in all tables, besides its characters, in bytes.
	 */
	private static final int EVENT_BYTES = 256;

	private final Set<String> names;

	private final Set<String> shown;

	private final List<String> sorted;

	private final long bytes;

	/**
	 * The number of workers that announced these events. Owned by
	 * {@link WorkerDirectory}.
	 */
	int workers;

	AnnouncedEvents(Set<String> names) {
		this.names = names;
		Set<String> printable = new LinkedHashSet<>();
		names.forEach((event) -> printable.add(Printable.of(event)));
		this.shown = Collections.unmodifiableSet(printable);
		this.sorted = printable.stream().sorted().toList();
		this.bytes = names.stream().mapToLong((event) -> EVENT_BYTES + 2L * event.length()).sum();
	}

	Set<String> names() {
		return this.names;
	}

	/** Returns the events in printable form. Thread-safe. */
	Set<String> shown() {
		return this.shown;
	}

	/** Returns the printable events, sorted by name. Thread-safe. */
	List<String> sorted() {
		return this.sorted;
	}

	/** Returns the estimated memory of the events, in bytes. */
	long bytes() {
		return this.bytes;
	}

}
