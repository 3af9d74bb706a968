package io.zmqf.router;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;

/**
 * Requests in flight that nobody waits for any more. A worker that knows how to cancel
 * has a place free then. One that does not is not told: such a request counts as its load
 * until the late reply, or for as long again as a request may take. Belongs to the
 * backend's loop.
 */
final class GivenUpRequests {

	private final RequestDispatcher dispatcher;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private int size;

	GivenUpRequests(RequestDispatcher dispatcher, SocketLoop loop, RouterListener listener,
			RoutedRequestTracing tracing) {
		this.dispatcher = dispatcher;
		this.loop = loop;
		this.listener = listener;
		this.tracing = tracing;
	}

	int size() {
		return this.size;
	}

	/**
	 * The time of a request in flight is up. The client has given up by now, or is told
	 * to where it waits longer than a request is kept.
	 */
	void timeIsUp(RoutedRequest request) {
		if (request.givenUp) {
			this.dispatcher.outcomes().freed(request);
			return;
		}
		if (request.isCut()) {
			this.dispatcher.outcomes()
				.answer(request, ProblemType.DEADLINE_EXCEEDED, "No reply came within the router's own timeout");
		}
		else {
			this.dispatcher.outcomes().unanswered(request);
		}
		expire(request);
	}

	/** A worker has a request whose time is up. */
	void expire(RoutedRequest request) {
		if (isStopped(request)) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			giveUp(request);
		}
	}

	private void giveUp(RoutedRequest request) {
		request.connection().remove(request);
		if (request.worker == null) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			request.givenUp = true;
			this.size++;
			this.loop.schedule(request, this.loop.now() + this.dispatcher.settings().requestTimeout().toNanos());
		}
	}

	/**
	 * The connection of a client is lost, and nobody waits for its requests any more;
	 * from the frontend's loop.
	 */
	void clientGone(ClientConnection connection) {
		this.loop.execute(() -> connection.requests().forEach((request) -> {
			request.clientGone = true;
			cancel(request);
		}));
	}

	/**
	 * Nobody waits for a request any more. A worker that is told so has one place more at
	 * once: it reads that before it reads what is sent next.
	 */
	void cancel(RoutedRequest request) {
		this.listener.requestAbandoned(request.age(this.loop.now()));
		this.tracing.unanswered(request,
				request.clientGone ? "the connection of its client was lost" : "its client has cancelled it",
				this.loop.now());
		if (request.isGathering()) {
			this.dispatcher.gatherings().cancel(request);
		}
		else if (request.isWaiting()) {
			this.dispatcher.forget(request);
		}
		else {
			stop(request);
		}
		this.dispatcher.counted();
	}

	/** A worker need not go on with a request. */
	void stop(RoutedRequest request) {
		if (tellWorker(request)) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			giveUp(request);
		}
	}

	/**
	 * Whether the worker stops a request whose time is up. It does so by itself where the
	 * request has told it the time, unless items have moved that, of which it may know
	 * more or less.
	 */
	private boolean isStopped(RoutedRequest request) {
		return (request.stream() != null || !request.namesTimeout()) ? tellWorker(request)
				: request.worker != null && request.worker.capabilities.cancel();
	}

	/**
	 * Has the worker of a request stop it.
	 * @return whether the worker is told so, before it gets another request
	 */
	boolean tellWorker(RoutedRequest request) {
		KnownWorker worker = request.worker;
		if (worker == null || !worker.capabilities.cancel()) {
			return false;
		}
		this.dispatcher.full().cancel(worker, request.token);
		return true;
	}

	/** A request is in flight no more. */
	void ended(RoutedRequest request) {
		this.size -= request.givenUp ? 1 : 0;
	}

}
