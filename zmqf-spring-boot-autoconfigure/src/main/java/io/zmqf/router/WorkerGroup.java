package io.zmqf.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The workers that handle the same events, with those of their events that have waiting
 * requests. These events take turns, so that the next request for a worker is found
 * without a search. Confined to the backend's loop.
 */
final class WorkerGroup {

	private final @Nullable Set<String> events;

	private final List<KnownWorker> workers = new ArrayList<>();

	/** An unmodifiable view, because it is passed to strategies of users. */
	private final List<KnownWorker> view = Collections.unmodifiableList(this.workers);

	/** The events with waiting small requests. */
	private final Set<WaitingEvent> small = new LinkedHashSet<>();

	/** The events with large requests that wait for a worker or for memory. */
	private final Set<WaitingEvent> large = new LinkedHashSet<>();

	private boolean largeTurn;

	/**
	 * Creates a group.
	 * @param events the events that its workers handle, or {@code null} for all events
	 */
	WorkerGroup(@Nullable Set<String> events) {
		this.events = events;
	}

	@Nullable Set<String> events() {
		return this.events;
	}

	/** Returns the workers, in the order in which they were added. */
	List<KnownWorker> workers() {
		return this.view;
	}

	void add(KnownWorker worker) {
		this.workers.add(worker);
	}

	/** Removes a worker. Returns {@code true} if it was the last one. */
	boolean remove(KnownWorker worker) {
		this.workers.remove(worker);
		return this.workers.isEmpty();
	}

	List<KnownWorker> withRoom() {
		int count = 0;
		for (KnownWorker worker : this.workers) {
			count += worker.hasRoom() ? 1 : 0;
		}
		if (count == this.workers.size()) {
			return this.view;
		}
		if (count == 0) {
			return List.of();
		}
		List<KnownWorker> free = new ArrayList<>(count);
		for (KnownWorker worker : this.workers) {
			if (worker.hasRoom()) {
				free.add(worker);
			}
		}
		return free;
	}

	/** Adds an event that waits for these workers. */
	void waits(WaitingEvent event) {
		line(event).add(event);
	}

	void waitsNoMore(WaitingEvent event) {
		line(event).remove(event);
	}

	private Set<WaitingEvent> line(WaitingEvent event) {
		return event.isLarge() ? this.large : this.small;
	}

	boolean isWaitedFor() {
		return !this.small.isEmpty() || !this.large.isEmpty();
	}

	/** Returns the waiting events. */
	List<WaitingEvent> waiting() {
		List<WaitingEvent> waiting = new ArrayList<>(this.small);
		waiting.addAll(this.large);
		return waiting;
	}

	/**
	 * Returns the event that has the next turn. Small and large requests take turns.
	 * Small ones don't wait for large ones that lack memory.
	 */
	@Nullable WaitingEvent next(InFlightRequests inFlight) {
		boolean mayBeLarge = !this.large.isEmpty() && (this.largeTurn || this.small.isEmpty());
		Set<WaitingEvent> line = (mayBeLarge && inFlight.hasMemoryForLarge()) ? this.large : this.small;
		return line.isEmpty() ? null : line.iterator().next();
	}

	/** Moves an event to the end of its line after its turn. */
	void served(WaitingEvent event) {
		this.largeTurn = !event.isLarge();
		Set<WaitingEvent> line = line(event);
		if (line.size() > 1 && line.remove(event)) {
			line.add(event);
		}
	}

}
