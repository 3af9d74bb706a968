package io.zmqf.router;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.message.ProblemType;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a worker, and how long each of them does. Belongs to the
 * backend's loop.
 */
final class RequestQueue {

	/**
	 * Workers of a router before this one, that was here until now, are back by then:
	 * they try again at least once in a second.
	 */
	private static final long RETURN_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final RequestOutcomes outcomes;

	private final SocketLoop loop;

	private final WaitingRequests waiting;

	private final long longestWait;

	/** The time by which all workers that were here before are back. */
	private final long returned;

	/**
	 * Creates an empty queue.
	 * @param settings the settings of the router
	 * @param outcomes the outcomes of requests
	 * @param loop the loop that has the time
	 */
	RequestQueue(RouterSettings settings, RequestOutcomes outcomes, SocketLoop loop) {
		this.outcomes = outcomes;
		this.loop = loop;
		this.waiting = new WaitingRequests(settings.queue());
		this.longestWait = settings.queue().longestWait().toNanos();
		this.returned = loop.now() + (mayReturn(settings) ? RETURN_NANOS : 0);
	}

	/** Workers of the same process don't outlive their router. */
	private static boolean mayReturn(RouterSettings settings) {
		return !(settings.backend() instanceof Endpoint.Inproc) && !settings.queue().longestWait().isZero();
	}

	WaitingRequests waiting() {
		return this.waiting;
	}

	/**
	 * Adds a request whose workers have no room, or are not there.
	 * @param request the request
	 * @param workers the workers
	 */
	void add(RoutedRequest request, Workers workers) {
		add(request, workers, workers.isNoneFor(request.event()) ? lastWait(request, workers) : request.deadline());
	}

	/** Adds a request whose handlers may be back, and refuses it where they may not. */
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
				this.outcomes.answer(request, ProblemType.BUSY, "Too many requests wait for a worker");
				return;
			}
			this.outcomes.answer(displaced, ProblemType.BUSY,
					"Other clients need their share of the requests that wait");
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

	/** The time until which a request waits for the first worker of its event. */
	private long lastWait(RoutedRequest request, Workers workers) {
		long expected = later(this.returned, workers.expectedUntil(request.event()));
		return sooner(later(request.waitsSince + this.longestWait, expected), request.deadline());
	}

	/**
	 * Events have lost a worker. What waits does so for a worker that is busy, or for a
	 * while where none is left for its event.
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

	/** The request whose turn it is in a group, {@code null} if none waits. */
	static @Nullable RoutedRequest next(WorkerGroup group, InFlightRequests inFlight) {
		WaitingEvent event = group.next(inFlight);
		FairQueue.Place<RoutedRequest> place = (event != null) ? event.requests().peek() : null;
		return (place != null) ? place.item() : null;
	}

	/** The request whose turn it was in a group has been given to a worker. */
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
