package io.zmqf.router;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.zmqf.concurrent.FairQueue;
import org.jspecify.annotations.Nullable;

/**
 * Requests that no worker can take yet: events take turns, clients take turns within an
 * event, and the requests of one client to one event are served first in, first out,
 * small ones and large ones each by themselves. One event never takes all the room, nor
 * does one client. Belongs to the backend's loop.
 */
final class WaitingRequests {

	/** How many times the room that is left one event may have. */
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
	 * The request that makes room for another one: of the client that has most, in the
	 * event if that has its share, else in the whole queue.
	 * @param request the other request
	 * @return the request, {@code null} if no client has more than that of the other one
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

	/** The part of the queue that a request takes, be it by its size or by its number. */
	private long weight(RoutedRequest request) {
		return 1 + request.bytes() * this.limits.capacity() / Math.max(1, this.limits.maxSize());
	}

	private static Object client(RoutedRequest request) {
		return request.connection().client();
	}

	/** The requests that one waits behind, {@code null} where there are none. */
	@Nullable WaitingEvent of(RoutedRequest request) {
		return lines(request).get(request.event());
	}

	private Map<String, WaitingEvent> lines(RoutedRequest request) {
		return request.isLarge() ? this.large : this.small;
	}

	/** The requests of an event. */
	List<WaitingEvent> of(String event) {
		return Stream.of(this.small.get(event), this.large.get(event)).filter(Objects::nonNull).toList();
	}

	/** All events whose requests wait. */
	List<WaitingEvent> events() {
		return Stream.of(this.small, this.large).flatMap((lines) -> lines.values().stream()).toList();
	}

	int size() {
		return this.all.size();
	}

	/**
	 * Adds a request.
	 * @param request the request
	 * @return its event if it is the first one of that, {@code null} otherwise
	 */
	@Nullable WaitingEvent add(RoutedRequest request) {
		WaitingEvent known = of(request);
		WaitingEvent event = (known != null) ? known : new WaitingEvent(request.event(), request.isLarge());
		request.placeInEvent = event.requests().add(client(request), request, weight(request));
		request.placeInAll = this.all.add(client(request), request, weight(request));
		event.count(request.bytes());
		this.bytes += request.bytes();
		if (known == null) {
			lines(request).put(request.event(), event);
		}
		return (known == null) ? event : null;
	}

	void remove(RoutedRequest request) {
		if (request.placeInEvent != null) {
			WaitingEvent event = Objects.requireNonNull(of(request));
			event.requests().remove(request.placeInEvent);
			removed(event, request);
		}
	}

	/** The request whose turn it is has been given to a worker. */
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
