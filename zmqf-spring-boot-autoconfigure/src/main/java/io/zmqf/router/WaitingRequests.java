package io.zmqf.router;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.zmqf.concurrent.FairQueue;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a worker. Events take turns, and so do clients within an event.
 * Requests of one client to one event are dispatched first in, first out, separately for
 * small and large ones. Neither an event nor a client can use all the room. Confined to
 * the backend's loop.
 */
final class WaitingRequests {

	/** The maximum room of one event, as a multiple of the room that is left. */
	private static final int SHARE = 3;

	private final Map<String, WaitingEvent> small = new LinkedHashMap<>();

	private final Map<String, WaitingEvent> large = new LinkedHashMap<>();

	private final FairQueue<Object, RoutedRequest> all = new FairQueue<>();

	private final RouterSettings.Queue limits;

	private long bytes;

	WaitingRequests(RouterSettings.Queue limits) {
		this.limits = limits;
	}

	boolean hasRoomFor(RoutedRequest request) {
		WaitingEvent event = of(request);
		return fits(request) && (event == null || event.requests().size() < SHARE * left()
				&& event.bytes() < SHARE * (this.limits.maxSize() - this.bytes));
	}

	private boolean fits(RoutedRequest request) {
		return left() >= 1 && this.limits.maxSize() - this.bytes >= request.bytes();
	}

	private long left() {
		return (long) this.limits.capacity() - this.all.size();
	}

	/**
	 * Returns the request to remove for another one. It is a request of the client that
	 * has most: in the event if the event has used its share, else in the whole queue.
	 * @param request the other request
	 * @return the request, or {@code null} if no client has more than that of the other
	 * request
	 */
	@Nullable RoutedRequest displacedBy(RoutedRequest request) {
		if (this.limits.capacity() < 1 || this.limits.maxSize() < request.bytes()) {
			return null;
		}
		WaitingEvent event = of(request);
		FairQueue.Place<RoutedRequest> displaced = (fits(request) && event != null)
				? event.requests().displacedBy(client(request), weight(request)) : null;
		if (displaced == null) {
			displaced = this.all.displacedBy(client(request), weight(request));
		}
		return (displaced != null) ? displaced.item() : null;
	}

	/**
	 * Returns the share of the queue that a request uses, by its number and by its size.
	 */
	private long weight(RoutedRequest request) {
		return 1 + request.bytes() * this.limits.capacity() / Math.max(1, this.limits.maxSize());
	}

	private static Object client(RoutedRequest request) {
		return request.connection().client();
	}

	/**
	 * Returns the waiting requests of a request's event and size class, or {@code null}
	 * if there are none.
	 */
	@Nullable WaitingEvent of(RoutedRequest request) {
		return lines(request).get(request.event());
	}

	private Map<String, WaitingEvent> lines(RoutedRequest request) {
		return request.isLarge() ? this.large : this.small;
	}

	/** Returns the waiting requests of an event. */
	List<WaitingEvent> of(String event) {
		return Stream.of(this.small.get(event), this.large.get(event)).filter(Objects::nonNull).toList();
	}

	/** Returns all events with waiting requests. */
	List<WaitingEvent> events() {
		return Stream.of(this.small, this.large).flatMap((lines) -> lines.values().stream()).toList();
	}

	int size() {
		return this.all.size();
	}

	/**
	 * Adds a request.
	 * @param request the request
	 * @return its event if this is the first request of the event, or {@code null}
	 */
	@Nullable WaitingEvent add(RoutedRequest request) {
		WaitingEvent existing = of(request);
		WaitingEvent event = (existing != null) ? existing : new WaitingEvent(request.event(), request.isLarge());
		request.placeInEvent = event.requests().add(client(request), request, weight(request));
		request.placeInAll = this.all.add(client(request), request, weight(request));
		event.count(request.bytes());
		this.bytes += request.bytes();
		if (existing == null) {
			lines(request).put(request.event(), event);
		}
		return (existing == null) ? event : null;
	}

	void remove(RoutedRequest request) {
		if (request.placeInEvent != null) {
			WaitingEvent event = Objects.requireNonNull(of(request));
			event.requests().remove(request.placeInEvent);
			removed(event, request);
		}
	}

	/** Removes the next request after it was sent to a worker. */
	void served(WaitingEvent event, RoutedRequest request) {
		if (request.placeInEvent != null) {
			event.requests().served(request.placeInEvent);
			removed(event, request);
		}
	}

	private void removed(WaitingEvent event, RoutedRequest request) {
		if (request.placeInAll != null) {
			this.all.remove(request.placeInAll);
		}
		request.placeInEvent = null;
		request.placeInAll = null;
		event.count(-request.bytes());
		this.bytes -= request.bytes();
		if (event.requests().size() == 0) {
			lines(request).remove(event.name());
			event.detach();
		}
	}

	List<RoutedRequest> all() {
		return this.all.items();
	}

}
