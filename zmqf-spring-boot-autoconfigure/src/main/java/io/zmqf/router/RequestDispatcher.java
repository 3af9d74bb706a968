package io.zmqf.router;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Owns all requests, from their arrival to their one answer: they wait for a worker or
 * are in flight. {@link RequestOutcomes} ends them. Confined to the backend's loop.
 */
final class RequestDispatcher {

	private final RouterSettings settings;

	private final Transport transport;

	private final SocketLoop loop;

	private final RequestOutcomes outcomes;

	private final RoutedRequestTracing tracing;

	private final InFlightRequests inFlight;

	private final RequestQueue queue;

	private final AbandonedRequests abandoned;

	private final RouterDrain drain = new RouterDrain();

	private final Gatherings gatherings;

	private final FullWorkers full;

	private @Nullable Workers workers;

	RequestDispatcher(RouterSettings settings, SocketLoop loop, Transport transport, RouterListener listener,
			RoutedRequestTracing tracing) {
		this.settings = settings;
		this.loop = loop;
		this.transport = transport;
		this.inFlight = new InFlightRequests(transport.memoryLimits().node(), loop, () -> workers().offerAll());
		this.tracing = tracing;
		this.outcomes = new RequestOutcomes(this, loop, transport, listener, tracing);
		this.queue = new RequestQueue(settings, this.outcomes, loop);
		this.abandoned = new AbandonedRequests(this, loop, listener, tracing);
		this.gatherings = new Gatherings(settings.queue(), this, loop);
		this.full = new FullWorkers(loop, this::offer);
	}

	RouterSettings settings() {
		return this.settings;
	}

	void dispatchTo(Workers receivers) {
		this.workers = receivers;
	}

	private Workers workers() {
		return Objects.requireNonNull(this.workers, "No workers yet");
	}

	RequestOutcomes outcomes() {
		return this.outcomes;
	}

	InFlightRequests inFlight() {
		return this.inFlight;
	}

	Gatherings gatherings() {
		return this.gatherings;
	}

	/** Returns the full workers, which also sends control messages to workers. */
	FullWorkers full() {
		return this.full;
	}

	WaitingRequests waiting() {
		return this.queue.waiting();
	}

	/** Submits a request to the backend's loop. Called on the frontend's loop. */
	void submit(RoutedRequest request) {
		this.loop.execute(request);
	}

	void accept(RoutedRequest request) {
		request.connection().add(request);
		if (this.drain.hasBegun()) {
			this.outcomes.end(request, ProblemType.NO_WORKER, RequestOutcomes.stopping(request));
		}
		else if (request.deadline() - this.loop.now() <= 0) {
			this.outcomes.answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (request.isToAll()) {
			this.gatherings.begin(request, workers(), this.outcomes.clients().report());
			counted();
		}
		else if (waiting().of(request) != null) {
			enqueue(request);
		}
		else {
			dispatchOrEnqueue(request);
		}
	}

	/** Dispatches a request to a worker, or queues it. */
	void dispatchOrEnqueue(RoutedRequest request) {
		this.loop.schedule(request, request.deadline()); // first, because it can fail
		switch (dispatch(request)) {
			case SENT -> {
			}
			case BUSY, NO_WORKER -> enqueue(request);
			case NO_HANDLER -> {
				this.queue.addForReturn(request, workers());
				counted();
			}
		}
	}

	private void enqueue(RoutedRequest request) {
		this.queue.add(request, workers());
		counted();
	}

	private Workers.Dispatch dispatch(RoutedRequest request) {
		this.inFlight.add(request);
		Workers.Dispatch result;
		try {
			result = workers().dispatch(request);
		}
		catch (Throwable ex) { // from a strategy of the application
			this.inFlight.remove(request);
			this.outcomes.answer(request, ProblemType.NO_WORKER, "The routing strategy failed");
			this.transport.listener().loopFailed(Backend.NAME, ex);
			return Workers.Dispatch.SENT;
		}
		if (result == Workers.Dispatch.SENT) {
			request.attempts++;
			counted();
			if (request.isWaiting()) { // it is scheduled already, so that this can't fail
				this.loop.schedule(request, request.deadline());
			}
			this.tracing.dispatched(request, this.loop.now());
		}
		else {
			this.inFlight.remove(request);
		}
		return result;
	}

	/** Dispatches a part of a request to all to its worker. */
	Workers.Dispatch dispatch(RoutedRequest part, KnownWorker worker) {
		this.inFlight.add(part);
		Workers.Dispatch result = Workers.Dispatch.BUSY;
		try {
			result = workers().dispatch(part, worker);
		}
		finally {
			if (result == Workers.Dispatch.SENT) {
				counted();
			}
			else {
				this.inFlight.remove(part);
			}
		}
		return result;
	}

	/**
	 * Dispatches the next waiting request to a worker of a group.
	 * @param group the group
	 * @return {@code true} if it was sent, so that there may be room for another one
	 */
	boolean offerNext(WorkerGroup group) {
		RoutedRequest request = RequestQueue.next(group, this.inFlight);
		if (request == null || dispatch(request) != Workers.Dispatch.SENT) {
			return false;
		}
		this.queue.served(request, group);
		counted();
		return true;
	}

	/** Offers waiting requests to a worker that may have room. */
	void offer(@Nullable KnownWorker worker) {
		workers().offer(worker);
	}

	void timeIsUp(RoutedRequest request) {
		if (request.isGathering()) {
			this.gatherings.timeIsUp(request);
			counted();
			return;
		}
		boolean outOfTime = request.isOverdue(this.loop.now());
		if (!request.isWaiting() && !outOfTime && !request.abandoned) { // items came
			this.loop.schedule(request, request.deadline());
		}
		else if (!request.isWaiting()) {
			this.abandoned.timeIsUp(request);
			counted();
		}
		else if (outOfTime) {
			this.outcomes.answer(request, ProblemType.DEADLINE_EXCEEDED, null);
		}
		else if (!workers().isNoneFor(request.event())) {
			this.queue.waitUntil(request, request.deadline());
		}
		else {
			waiting().remove(request);
			dispatchOrEnqueue(request);
			counted();
		}
	}

	/** Updates the waiting time of requests whose events may have no worker any more. */
	void workersLeft(Collection<WaitingEvent> events) {
		this.queue.workersLeft(events, workers());
	}

	/** Releases the place of a request, both here and at its worker. */
	void release(RoutedRequest request) {
		this.loop.cancel(request);
		request.connection().remove(request);
		this.inFlight.remove(request);
		this.abandoned.ended(request);
		workers().release(request);
		counted();
	}

	/** Returns the requests whose clients no longer wait. */
	AbandonedRequests abandoned() {
		return this.abandoned;
	}

	/** Removes a request from the queue, and cancels its timer. */
	void forget(RoutedRequest request) {
		this.loop.cancel(request);
		waiting().remove(request);
		request.connection().remove(request);
	}

	/** Returns the numbers of requests. Thread-safe. */
	RouterDrain counts() {
		return this.drain;
	}

	/** Returns all requests. Called on the loop. */
	List<RoutedRequest> all() {
		List<RoutedRequest> all = this.inFlight.all();
		all.addAll(waiting().all());
		all.addAll(this.gatherings.waiting());
		return all;
	}

	/**
	 * Rejects new requests from now on.
	 * @return a future that completes when all current requests are answered
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(() -> {
			this.drain.begin();
			counted();
		});
		return this.drain.drained();
	}

	/** Publishes the numbers of requests. */
	void counted() {
		this.drain.counted(this.inFlight.size() - this.abandoned.size(),
				waiting().size() + this.gatherings.waiting().size());
	}

	void close() {
		this.gatherings.close();
		for (RoutedRequest request : waiting().all()) {
			this.outcomes.answer(request, ProblemType.NO_WORKER, "The router was stopped");
		}
		for (RoutedRequest request : this.inFlight.drain()) {
			if (!request.abandoned && request.gathering == null) {
				this.outcomes.answer(request, ProblemType.WORKER_LOST,
						"The router was stopped before the worker replied");
			}
		}
		this.drain.end();
	}

}
