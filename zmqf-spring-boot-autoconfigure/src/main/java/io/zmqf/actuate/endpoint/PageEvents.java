package io.zmqf.actuate.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.info.NodeStats;
import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.message.Events;
import org.jspecify.annotations.Nullable;

/**
 * The events of the page: as reported by the router, or else by the nodes that handle
 * them.
 */
final class PageEvents {

	private final Map<String, EventStats> stats = new HashMap<>();

	private final Map<String, Integer> handling = new HashMap<>();

	/**
	 * Adds the events of a router and its workers.
	 * @param router the statistics of the router, or {@code null} for none
	 */
	void addRouter(@Nullable NodeStats router) {
		if (router == null) {
			return;
		}
		router.events().forEach((event) -> {
			this.stats.merge(event.event(), event, PageEvents::plus);
			this.handling.putIfAbsent(event.event(), 0);
		});
		// most workers handle the same events
		Map<List<String>, Integer> kinds = new HashMap<>();
		for (NodeStats.WorkerLoad worker : router.workers()) {
			if (worker.events() != null && !worker.leaving()) {
				kinds.merge(worker.events(), 1, Integer::sum);
			}
		}
		kinds.forEach((events, size) -> events.forEach((event) -> this.handling.merge(event, size, Integer::sum)));
	}

	/**
	 * Adds the events of a server, or of a worker whose router belongs to another
	 * application.
	 * @param worker the statistics of the node, or {@code null} for none
	 */
	void addWorker(@Nullable NodeStats worker) {
		if (worker != null) {
			worker.events().forEach((event) -> {
				this.stats.merge(event.event(), event, PageEvents::plus);
				this.handling.merge(event.event(), 1, Integer::sum);
			});
		}
	}

	/**
	 * Adds the measurements of clients for events that no handling node has reported.
	 * @param events the events
	 */
	void addClients(List<EventStats> events) {
		events.forEach((event) -> this.stats.putIfAbsent(event.event(), event));
	}

	/** Returns all events except queries, such as those of this page. */
	List<PageData.Event> all() {
		this.handling.keySet().forEach((event) -> this.stats.computeIfAbsent(event, PageEvents::unused));
		return this.stats.values()
			.stream()
			.filter((event) -> !Events.isQuery(event.event()))
			.map((event) -> new PageData.Event(event.event(), event.requests(), event.errors(), event.p50(),
					event.p99(), event.inFlight(), event.waiting(), this.handling.get(event.event())))
			.toList();
	}

	/**
	 * Adds the statistics of two nodes. The percentiles are upper bounds: the greater one
	 * of both.
	 */
	private static EventStats plus(EventStats a, EventStats b) {
		Map<String, Long> errors = new HashMap<>(a.errors());
		b.errors().forEach((status, count) -> errors.merge(status, count, Long::sum));
		return new EventStats(a.event(), a.requests() + b.requests(), errors, Math.max(a.window(), b.window()),
				a.rate() + b.rate(), a.inFlight() + b.inFlight(), a.waiting() + b.waiting(),
				a.abandoned() + b.abandoned(), Math.max(a.p50(), b.p50()), Math.max(a.p99(), b.p99()), a.slowest());
	}

	private static EventStats unused(String event) {
		return new EventStats(event, 0, Map.of(), 0, 0, 0, 0, 0, 0, 0, null);
	}

}
