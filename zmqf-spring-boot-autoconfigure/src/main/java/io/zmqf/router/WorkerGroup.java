package io.zmqf.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The workers that handle the same events, and the events of theirs that wait, which take
 * turns. So the next request for a worker is found without a look at the others. Belongs
 * to the backend's loop.
 */
final class WorkerGroup {

	private final @Nullable Set<String> events;

	private final List<KnownWorker> workers = new ArrayList<>();

	/** Strategies of users get to see the list itself. */
	private final List<KnownWorker> view = Collections.unmodifiableList(this.workers);

	private final Set<WaitingEvent> waiting = new LinkedHashSet<>();

	/**
	 * Creates a group.
	 * @param events the events that its workers handle, {@code null} for all events
	 */
	WorkerGroup(@Nullable Set<String> events) {
		this.events = events;
	}

	@Nullable Set<String> events() {
		return this.events;
	}

	/** Its workers, in the order in which they came. */
	List<KnownWorker> workers() {
		return this.view;
	}

	void add(KnownWorker worker) {
		this.workers.add(worker);
	}

	/** Removes a worker, and tells whether it was the last one. */
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

	/** Its events that wait, the next one first. */
	Set<WaitingEvent> waiting() {
		return this.waiting;
	}

	/** The event whose turn it is. */
	@Nullable WaitingEvent next() {
		return this.waiting.isEmpty() ? null : this.waiting.iterator().next();
	}

	/** The event has had its turn. */
	void served(WaitingEvent event) {
		if (this.waiting.size() > 1 && this.waiting.remove(event)) {
			this.waiting.add(event);
		}
	}

}
