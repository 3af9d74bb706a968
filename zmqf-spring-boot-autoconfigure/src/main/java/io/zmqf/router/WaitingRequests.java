package io.zmqf.router;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Requests that no worker can take yet: first in, first out for each event, and each
 * event in its turn. Belongs to the backend's loop.
 */
final class WaitingRequests {

	private final Map<String, Set<RoutedRequest>> byEvent = new LinkedHashMap<>();

	private final RouterSettings.Queue limits;

	private int size;

	private long bytes;

	WaitingRequests(RouterSettings.Queue limits) {
		this.limits = limits;
	}

	boolean hasRoomFor(RoutedRequest request) {
		return this.size < this.limits.capacity() && this.bytes + request.bytes() <= this.limits.maxSize();
	}

	boolean contains(RoutedRequest request) {
		return this.byEvent.getOrDefault(request.event(), Set.of()).contains(request);
	}

	boolean has(String event) {
		return this.byEvent.containsKey(event);
	}

	int size() {
		return this.size;
	}

	void add(RoutedRequest request) {
		this.byEvent.computeIfAbsent(request.event(), (event) -> new LinkedHashSet<>()).add(request);
		this.size++;
		this.bytes += request.bytes();
	}

	boolean remove(RoutedRequest request) {
		Set<RoutedRequest> same = this.byEvent.get(request.event());
		if (same == null || !same.remove(request)) {
			return false;
		}
		this.size--;
		this.bytes -= request.bytes();
		if (same.isEmpty()) {
			this.byEvent.remove(request.event());
		}
		return true;
	}

	/**
	 * Offers the first request of each event in turn, for as long as one is taken.
	 * @param taker takes a request, or says that its event has to wait
	 */
	void offer(Predicate<RoutedRequest> taker) {
		boolean progress = this.size > 0;
		while (progress) {
			progress = false;
			for (String event : events()) {
				progress |= offer(event, taker);
			}
		}
	}

	private List<String> events() {
		Set<String> events = this.byEvent.keySet();
		return (events.size() == 1) ? List.of(events.iterator().next()) : new ArrayList<>(events);
	}

	private boolean offer(String event, Predicate<RoutedRequest> taker) {
		Set<RoutedRequest> same = this.byEvent.getOrDefault(event, Set.of());
		if (same.isEmpty()) {
			return false;
		}
		RoutedRequest first = same.iterator().next();
		if (!taker.test(first)) {
			return false;
		}
		remove(first);
		if (!same.isEmpty() && this.byEvent.size() > 1) { // it is the next ones' turn
			this.byEvent.remove(event);
			this.byEvent.put(event, same);
		}
		return true;
	}

	List<RoutedRequest> all() {
		List<RoutedRequest> all = new ArrayList<>();
		this.byEvent.values().forEach(all::addAll);
		return all;
	}

	List<RoutedRequest> drain() {
		List<RoutedRequest> all = all();
		this.byEvent.clear();
		this.size = 0;
		this.bytes = 0;
		return all;
	}

}
