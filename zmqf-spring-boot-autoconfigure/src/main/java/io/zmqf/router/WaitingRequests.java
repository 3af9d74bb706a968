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
 * event in its turn. Those of one event never take all the room, so that the others find
 * some. Belongs to the backend's loop.
 */
final class WaitingRequests {

	/** How many times the room that is left one event may have. */
	private static final int SHARE = 3;

	private final Map<String, Same> byEvent = new LinkedHashMap<>();

	private final RouterSettings.Queue limits;

	private int size;

	private long bytes;

	/** Those of one event. */
	private static final class Same {

		private final Set<RoutedRequest> requests = new LinkedHashSet<>();

		private long bytes;

	}

	WaitingRequests(RouterSettings.Queue limits) {
		this.limits = limits;
	}

	boolean hasRoomFor(RoutedRequest request) {
		long left = this.limits.capacity() - this.size;
		long bytesLeft = this.limits.maxSize() - this.bytes;
		if (left < 1 || bytesLeft < request.bytes()) {
			return false;
		}
		Same same = this.byEvent.get(request.event());
		return same == null || same.requests.size() < SHARE * left && same.bytes < SHARE * bytesLeft;
	}

	boolean contains(RoutedRequest request) {
		Same same = this.byEvent.get(request.event());
		return same != null && same.requests.contains(request);
	}

	boolean has(String event) {
		return this.byEvent.containsKey(event);
	}

	int size() {
		return this.size;
	}

	void add(RoutedRequest request) {
		Same same = this.byEvent.computeIfAbsent(request.event(), (event) -> new Same());
		same.requests.add(request);
		same.bytes += request.bytes();
		this.size++;
		this.bytes += request.bytes();
	}

	boolean remove(RoutedRequest request) {
		Same same = this.byEvent.get(request.event());
		if (same == null || !same.requests.remove(request)) {
			return false;
		}
		same.bytes -= request.bytes();
		this.size--;
		this.bytes -= request.bytes();
		if (same.requests.isEmpty()) {
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
		Same same = this.byEvent.get(event);
		if (same == null) {
			return false;
		}
		RoutedRequest first = same.requests.iterator().next();
		if (!taker.test(first)) {
			return false;
		}
		remove(first);
		if (!same.requests.isEmpty() && this.byEvent.size() > 1) { // it is the next ones'
																	// turn
			this.byEvent.remove(event);
			this.byEvent.put(event, same);
		}
		return true;
	}

	List<RoutedRequest> all() {
		List<RoutedRequest> all = new ArrayList<>();
		this.byEvent.values().forEach((same) -> all.addAll(same.requests));
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
