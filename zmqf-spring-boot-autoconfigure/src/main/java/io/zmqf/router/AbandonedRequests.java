package io.zmqf.router;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;

/**
 * Requests in flight whose clients no longer wait. A worker that supports cancellation is
 * notified, and its place is free at once. Otherwise the request counts as load until the
 * late reply, or for another request timeout. Confined to the backend's loop.
 */
final class AbandonedRequests {

	private final RequestDispatcher dispatcher;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private int size;

	AbandonedRequests(RequestDispatcher dispatcher, SocketLoop loop, RouterListener listener,
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
	 * Ends a request in flight at its deadline. The client has given up by then. It gets
	 * an error only if its own timeout is longer than the router's.
	 */
	void timeIsUp(RoutedRequest request) {
		if (request.abandoned) {
			this.dispatcher.outcomes().freed(request);
			return;
		}
		if (request.isCut()) {
			this.dispatcher.outcomes()
				.answer(request, ProblemType.DEADLINE_EXCEEDED, "No reply within the router's own timeout");
		}
		else {
			this.dispatcher.outcomes().unanswered(request);
		}
		expire(request);
	}

	/**
	 * Frees the slot of an expired request at its worker, or keeps the request as
	 * abandoned.
	 */
	void expire(RoutedRequest request) {
		if (isStopped(request)) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			abandon(request);
		}
	}

	private void abandon(RoutedRequest request) {
		request.connection().remove(request);
		if (request.worker == null) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			request.abandoned = true;
			this.size++;
			this.loop.schedule(request, this.loop.now() + this.dispatcher.settings().requestTimeout().toNanos());
		}
	}

	/**
	 * Cancels the requests of a client whose connection is lost. Called on the frontend's
	 * loop.
	 */
	void clientDisconnected(ClientConnection connection) {
		this.loop.execute(() -> connection.requests().forEach((request) -> {
			request.clientGone = true;
			cancel(request);
		}));
	}

	/**
	 * Cancels a request. A worker that is notified has one more free place at once,
	 * because it reads the cancellation before its next request.
	 */
	void cancel(RoutedRequest request) {
		this.listener.requestAbandoned(request.age(this.loop.now()));
		this.tracing.unanswered(request,
				request.clientGone ? "the connection of its client was lost" : "its client cancelled it",
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

	/** Stops a request at its worker. */
	void stop(RoutedRequest request) {
		if (cancelAtWorker(request)) {
			this.dispatcher.outcomes().freed(request);
		}
		else {
			abandon(request);
		}
	}

	/**
	 * Whether the worker stops an expired request. It does so by itself if the request
	 * states a timeout. A stream's items extend the deadline, and the worker may know
	 * another one. So it is sent a cancellation.
	 */
	private boolean isStopped(RoutedRequest request) {
		return (request.stream() != null || !request.namesTimeout()) ? cancelAtWorker(request)
				: request.worker != null && request.worker.capabilities.cancel();
	}

	/**
	 * Cancels a request at its worker.
	 * @return {@code true} if the worker supports cancellation, and receives this before
	 * its next request
	 */
	boolean cancelAtWorker(RoutedRequest request) {
		KnownWorker worker = request.worker;
		if (worker == null || !worker.capabilities.cancel()) {
			return false;
		}
		this.dispatcher.full().cancel(worker, request.token);
		return true;
	}

	/** Updates the number of given-up requests after the end of a request. */
	void ended(RoutedRequest request) {
		this.size -= request.abandoned ? 1 : 0;
	}

}
