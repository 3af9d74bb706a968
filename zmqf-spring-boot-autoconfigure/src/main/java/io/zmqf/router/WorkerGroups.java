package io.zmqf.router;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The available workers by the events that they handle. Workers that announced the same
 * events share a group, so that there are few groups. Confined to the backend's loop.
 */
final class WorkerGroups {

	private final WaitingRequests waiting;

	/**
	 * The group of the workers that handle all events. Each waiting event waits for it,
	 * too.
	 */
	private final WorkerGroup all = new WorkerGroup(null);

	private final Map<Set<String>, WorkerGroup> named = new HashMap<>();

	private final Map<String, List<WorkerGroup>> byEvent = new HashMap<>();

	private int size;

	WorkerGroups(WaitingRequests waiting) {
		this.waiting = waiting;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** Returns the group of the workers that handle all events. */
	WorkerGroup all() {
		return this.all;
	}

	/**
	 * Adds a worker, or moves it to the group of other events.
	 * @param worker the worker
	 * @param events the events that it handles, or {@code null} for all events
	 * @return the waiting events that may have no worker any more
	 */
	List<WaitingEvent> join(KnownWorker worker, @Nullable Set<String> events) {
		WorkerGroup group = (events != null) ? this.named.get(events) : this.all;
		if (group != null && group == worker.group) {
			return List.of();
		}
		List<WaitingEvent> left = leave(worker);
		// leaving may have dissolved a group, never the one that is joined
		WorkerGroup joined = (group != null) ? group : create(events);
		joined.add(worker);
		worker.group = joined;
		this.size++;
		return left;
	}

	private WorkerGroup create(@Nullable Set<String> events) {
		WorkerGroup group = new WorkerGroup(events);
		if (events != null) {
			this.named.put(events, group);
			for (String event : events) {
				this.byEvent.computeIfAbsent(event, (key) -> new ArrayList<>(1)).add(group);
			}
			attach(group, events);
		}
		return group;
	}

	/**
	 * Attaches the waiting events of a new group. Iterates over the smaller set: the
	 * events of the group, or the waiting events.
	 */
	private void attach(WorkerGroup group, Set<String> events) {
		if (events.size() < this.waiting.events().size()) {
			for (String event : events) {
				this.waiting.of(event).forEach((waits) -> waits.attach(group));
			}
			return;
		}
		for (WaitingEvent waits : this.waiting.events()) {
			if (events.contains(waits.name())) {
				waits.attach(group);
			}
		}
	}

	/**
	 * Removes a worker.
	 * @param worker the worker
	 * @return the waiting events that may have no worker any more
	 */
	List<WaitingEvent> leave(KnownWorker worker) {
		WorkerGroup group = worker.group;
		if (group == null) {
			return List.of();
		}
		worker.group = null;
		this.size--;
		if (!group.remove(worker)) {
			return List.of();
		}
		List<WaitingEvent> left = group.waiting();
		Set<String> events = group.events();
		if (events != null) {
			left.forEach((event) -> event.detach(group));
			this.named.remove(events);
			events.forEach((event) -> remove(event, group));
		}
		return left;
	}

	private void remove(String event, WorkerGroup group) {
		List<WorkerGroup> groups = this.byEvent.get(event);
		if (groups != null && groups.remove(group) && groups.isEmpty()) {
			this.byEvent.remove(event);
		}
	}

	/** Attaches an event that begins to wait to the groups that handle it. */
	void await(WaitingEvent event) {
		this.byEvent.getOrDefault(event.name(), List.of()).forEach(event::attach);
		event.attach(this.all);
	}

	boolean isNoneFor(String event) {
		return this.all.workers().isEmpty() && !this.byEvent.containsKey(event);
	}

	/** Returns all workers that handle an event, in the order in which they joined. */
	List<KnownWorker> handling(String event) {
		List<KnownWorker> handling = new ArrayList<>(this.all.workers());
		this.byEvent.getOrDefault(event, List.of()).forEach((group) -> handling.addAll(group.workers()));
		handling.sort(Comparator.comparingLong(KnownWorker::number));
		return handling;
	}

	/**
	 * Returns the workers that handle an event and have room, in the order in which they
	 * joined.
	 */
	List<KnownWorker> withRoomFor(String event) {
		List<WorkerGroup> groups = this.byEvent.getOrDefault(event, List.of());
		if (groups.isEmpty()) {
			return this.all.withRoom();
		}
		if (groups.size() == 1 && this.all.workers().isEmpty()) {
			return groups.get(0).withRoom();
		}
		List<KnownWorker> merged = new ArrayList<>(this.all.withRoom());
		groups.forEach((group) -> merged.addAll(group.withRoom()));
		merged.sort(Comparator.comparingLong(KnownWorker::number));
		return merged;
	}

}
