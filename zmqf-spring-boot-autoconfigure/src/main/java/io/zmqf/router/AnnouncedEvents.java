package io.zmqf.router;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.zmqf.message.Printable;

/**
 * A list of events, which the workers that announced the same one have in common. Belongs
 * to the backend's loop, but for what is shown.
 */
final class AnnouncedEvents {

	/** The memory that an event takes in all tables, besides its letters. */
	private static final int EVENT_BYTES = 256;

	private final Set<String> names;

	private final Set<String> shown;

	private final List<String> sorted;

	private final long bytes;

	/** The number of its workers; owned by {@link WorkerDirectory}. */
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

	/** The events as they may be written; from any thread. */
	Set<String> shown() {
		return this.shown;
	}

	/** The same in the order of their names; from any thread. */
	List<String> sorted() {
		return this.sorted;
	}

	/** The memory that it takes. */
	long bytes() {
		return this.bytes;
	}

}
