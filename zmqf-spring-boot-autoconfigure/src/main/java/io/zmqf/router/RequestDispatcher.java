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
 * The owner of all requests: each is here from its arrival to its one answer, waiting for
 * a worker or in flight. How they end is the part of {@link RequestOutcomes}. Belongs to
 * the backend's loop.
 */
final class RequestDispatcher {

	private final RouterSettings settings;

	private final Transport transport;

	private final SocketLoop loop;

	private final RequestOutcomes outcomes;

	private final RoutedRequestTracing tracing;

	private final InFlightRequests inFlight;

	private final RequestQueue queue;

	private final GivenUpRequests givenUp;

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
		this.givenUp = new GivenUpRequests(this, loop, listener, tracing);
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

	/** How requests end. */
	RequestOutcomes outcomes() {
		return this.outcomes;
	}

	InFlightRequests inFlight() {
		return this.inFlight;
	}

	Gatherings gatherings() {
		return this.gatherings;
	}

	/** The workers that take nothing for now, and the words for workers. */
	FullWorkers full() {
		return this.full;
	}

	WaitingRequests waiting() {
		return this.queue.waiting();
	}

	/** Takes a request over; from the frontend's loop. */
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

	/** Gives a request to a worker, or lets it wait for one. */
	void dispatchOrEnqueue(RoutedRequest request) {
		this.loop.schedule(request, request.deadline()); // first, since it can fail
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
		catch (Throwable ex) { // a strategy of the user's own
			this.inFlight.remove(request);
			this.outcomes.answer(request, ProblemType.NO_WORKER, "The routing strategy failed");
			this.transport.listener().loopFailed(Backend.NAME, ex);
			return Workers.Dispatch.SENT;
		}
		if (result == Workers.Dispatch.SENT) {
			request.attempts++;
			counted();
			if (request.isWaiting()) { // and has a timer, so that this can't fail
				this.loop.schedule(request, request.deadline());
			}
			this.tracing.given(request, this.loop.now());
		}
		else {
			this.inFlight.remove(request);
		}
		return result;
	}

	/** Gives one worker its part of a request to all. */
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
	 * Gives the next request that waits to a worker of a group.
	 * @param group the group
	 * @return whether a worker has it, so that there may be room for another one
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

	/** A worker may have room. */
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
		if (!request.isWaiting() && !outOfTime && !request.givenUp) { // items came
			this.loop.schedule(request, request.deadline());
		}
		else if (!request.isWaiting()) {
			this.givenUp.timeIsUp(request);
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

	/** Events that wait may have no worker any more. */
	void workersLeft(Collection<WaitingEvent> events) {
		this.queue.workersLeft(events, workers());
	}

	/** A request has no place any more, neither here nor at a worker. */
	void release(RoutedRequest request) {
		this.loop.cancel(request);
		request.connection().remove(request);
		this.inFlight.remove(request);
		this.givenUp.ended(request);
		workers().release(request);
		counted();
	}

	/** What becomes of requests that nobody waits for. */
	GivenUpRequests givenUp() {
		return this.givenUp;
	}

	/** A request waits no more, neither here nor for its time. */
	void forget(RoutedRequest request) {
		this.loop.cancel(request);
		waiting().remove(request);
		request.connection().remove(request);
	}

	/** The numbers of the requests; from any thread. */
	RouterDrain counts() {
		return this.drain;
	}

	/** All requests, on the loop. */
	List<RoutedRequest> all() {
		List<RoutedRequest> all = this.inFlight.all();
		all.addAll(waiting().all());
		all.addAll(this.gatherings.waiting());
		return all;
	}

	/**
	 * Takes no more requests.
	 * @return completed once those that are here have their answers
	 */
	CompletableFuture<Void> drain() {
		this.loop.execute(() -> {
			this.drain.begin();
			counted();
		});
		return this.drain.drained();
	}

	/** The numbers of requests have changed. */
	void counted() {
		this.drain.counted(this.inFlight.size() - this.givenUp.size(),
				waiting().size() + this.gatherings.waiting().size());
	}

	void close() {
		this.gatherings.close();
		for (RoutedRequest request : waiting().all()) {
			this.outcomes.answer(request, ProblemType.NO_WORKER, "The router was stopped");
		}
		for (RoutedRequest request : this.inFlight.drain()) {
			if (!request.givenUp && request.gathering == null) {
				this.outcomes.answer(request, ProblemType.WORKER_LOST,
						"The router was stopped before the worker had answered");
			}
		}
		this.drain.end();
	}

}
