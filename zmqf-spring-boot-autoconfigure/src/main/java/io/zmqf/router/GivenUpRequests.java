package io.zmqf.router;

import io.zmqf.message.ProblemType;
import io.zmqf.transport.SocketLoop;

/**
 * Requests in flight that nobody waits for any more. Their workers do not know: such a
 * request counts as its worker's load until the late reply, or for as long again as a
 * request may take. Belongs to the backend's loop.
 */
final class GivenUpRequests {

	private final RequestDispatcher dispatcher;

	private final SocketLoop loop;

	private final RouterListener listener;

	private final RoutedRequestTracing tracing;

	private final long keptNanos;

	private int size;

	GivenUpRequests(RouterSettings settings, RequestDispatcher dispatcher, SocketLoop loop, RouterListener listener,
			RoutedRequestTracing tracing) {
		this.dispatcher = dispatcher;
		this.loop = loop;
		this.listener = listener;
		this.tracing = tracing;
		this.keptNanos = settings.requestTimeout().toNanos();
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
			this.dispatcher.freed(request);
			return;
		}
		if (request.isCut()) {
			this.dispatcher.answer(request, ProblemType.DEADLINE_EXCEEDED,
					"No reply came within the router's own timeout");
		}
		else {
			this.listener.requestEnded(ProblemType.DEADLINE_EXCEEDED, request.age(this.loop.now()));
			this.tracing.unanswered(request, "no reply within its timeout", this.loop.now());
		}
		giveUp(request);
	}

	private void giveUp(RoutedRequest request) {
		request.connection().remove(request);
		if (request.worker == null) {
			this.dispatcher.freed(request);
		}
		else {
			request.givenUp = true;
			this.size++;
			this.loop.schedule(request, this.loop.now() + this.keptNanos);
		}
	}

	/** The connection of a client is lost, and nobody waits for its requests any more. */
	void clientGone(ClientConnection connection) {
		for (RoutedRequest request : connection.requests()) {
			this.listener.requestAbandoned(request.age(this.loop.now()));
			this.tracing.unanswered(request, "the connection of its client was lost", this.loop.now());
			request.clientGone = true;
			if (request.isWaiting()) {
				this.dispatcher.forget(request);
			}
			else {
				giveUp(request);
			}
		}
	}

	/** A request is in flight no more. */
	void ended(RoutedRequest request) {
		this.size -= request.givenUp ? 1 : 0;
	}

}
