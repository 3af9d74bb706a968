package io.zmqf.router;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a worker, and the time for which each may wait. Confined to
 * the backend's loop.
 */
final class RequestQueue {

	/**
	 * The time for workers of a previous router at this address to reconnect. They retry
	 * at least once per second.
	 */
	private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final RequestOutcomes outcomes;

	private final SocketLoop loop;

	private final WaitingRequests waiting;

	private final long longestWait;

	/** The time by which workers of a previous router have reconnected. */
	private final long returned;

	/**
	 * Creates an empty queue.
	 * @param settings the settings of the router
	 * @param outcomes the outcomes of requests
	 * @param loop the backend's loop
	 */
	RequestQueue(RouterSettings settings, RequestOutcomes outcomes, SocketLoop loop) {
		this.outcomes = outcomes;
		this.loop = loop;
		this.waiting = new WaitingRequests(settings.queue());
		this.longestWait = settings.queue().longestWait().toNanos();
		this.returned = loop.now() + (mayReturn(settings) ? RETURN_NANOS : 0);
	}

	/**
	 * Whether workers of a previous router may reconnect. Those of the same process don't
	 * outlive it.
	 */
	private static boolean mayReturn(RouterSettings settings) {
		return !(settings.backend() instanceof Endpoint.Inproc) && !settings.queue().longestWait().isZero();
	}

	WaitingRequests waiting() {
		return this.waiting;
	}

	/**
	 * Adds a request whose workers have no room or are not connected.
	 * @param request the request
	 * @param workers the workers
	 */
	void add(RoutedRequest request, Workers workers) {
		add(request, workers, workers.isNoneFor(request.event()) ? lastWait(request, workers) : request.deadline());
	}

	/**
	 * Adds a request that no known worker handles if its workers may reconnect, else
	 * rejects it.
	 */
	void addForReturn(RoutedRequest request, Workers workers) {
		if (this.returned - this.loop.now() > 0) {
			add(request, workers, sooner(this.returned, request.deadline()));
		}
		else {
			this.outcomes.answer(request, ProblemType.NO_HANDLER, null);
		}
	}

	private void add(RoutedRequest request, Workers workers, long until) {
		if (until - this.loop.now() <= 0) {
			this.outcomes.answer(request, ProblemType.NO_WORKER, null);
			return;
		}
		while (!this.waiting.hasRoomFor(request)) {
			RoutedRequest displaced = this.waiting.displacedBy(request);
			if (displaced == null) {
				this.outcomes.answer(request, ProblemType.BUSY, "Too many requests are waiting for a worker");
				return;
			}
			this.outcomes.answer(displaced, ProblemType.BUSY,
					"The client has used its share of the queue, which other clients need");
		}
		WaitingEvent begins = this.waiting.add(request);
		if (begins != null) {
			workers.await(begins);
		}
		waitUntil(request, until);
	}

	void waitUntil(RoutedRequest request, long until) {
		request.waitsUntil = until;
		this.loop.schedule(request, until);
	}

	/** Returns the time until which a request waits for the first worker of its event. */
	private long lastWait(RoutedRequest request, Workers workers) {
		long expected = later(this.returned, workers.expectedUntil(request.event()));
		return sooner(later(request.waitsSince + this.longestWait, expected), request.deadline());
	}

	/**
	 * Updates the waiting time of requests whose events have lost a worker. Events
	 * without any worker left wait for a limited time.
	 */
	void workersLeft(Collection<WaitingEvent> events, Workers workers) {
		for (WaitingEvent event : events) {
			if (workers.isNoneFor(event.name())) {
				long until = later(this.loop.now() + this.longestWait, workers.expectedUntil(event.name()));
				for (RoutedRequest request : event.requests().items()) {
					if (until - request.waitsUntil < 0) {
						waitUntil(request, until);
					}
				}
			}
		}
	}

	/** Returns the next request of a group, or {@code null} if none waits. */
	static @Nullable RoutedRequest next(WorkerGroup group, InFlightRequests inFlight) {
		WaitingEvent event = group.next(inFlight);
		FairQueue.Place<RoutedRequest> place = (event != null) ? event.requests().peek() : null;
		return (place != null) ? place.item() : null;
	}

	/** Removes the next request of a group after it was sent to a worker. */
	void served(RoutedRequest request, WorkerGroup group) {
		WaitingEvent event = this.waiting.of(request);
		if (event != null) {
			this.waiting.served(event, request);
			group.served(event);
		}
	}

	private static long sooner(long one, long other) {
		return (one - other < 0) ? one : other;
	}

	private static long later(long one, long other) {
		return (one - other < 0) ? other : one;
	}

}
