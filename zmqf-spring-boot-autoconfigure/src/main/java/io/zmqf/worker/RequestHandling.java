package io.zmqf.worker;

import java.util.function.Predicate;

import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.message.Word;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;

/**
 * The requests of a connection from their arrival until their answers are sent, or nobody
 * waits for them. Belongs to the connection's loop.
 */
final class RequestHandling {

	private final SocketLoop loop;

	private final Runnable changed;

	private final InboundRequests inHand = new InboundRequests();

	private final ReplySender replies;

	private final HandlerPlaces places;

	private final RequestExpiry expiry;

	private final RemovedHandlers removed;

	/**
	 * Creates it without requests.
	 * @param name the name of the socket
	 * @param context the node of the connection
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param changed a callback for when more or fewer requests are in hand
	 */
	RequestHandling(String name, WorkerContext context, SocketLoop loop, Capacity capacity, Runnable changed) {
		this.loop = loop;
		this.changed = changed;
		this.replies = new ReplySender(name, context, loop, this.inHand, this::release, changed);
		this.places = new HandlerPlaces(context, loop, capacity, this.replies::send);
		this.expiry = new RequestExpiry(loop, this.inHand, this::timeIsUp, this::expired);
		this.removed = new RemovedHandlers(loop, this.inHand);
	}

	InboundRequests inHand() {
		return this.inHand;
	}

	/** The number of requests in hand that have a place. */
	int load() {
		return this.inHand.size() - this.places.stopped();
	}

	HandlerPlaces places() {
		return this.places;
	}

	ReplySender replies() {
		return this.replies;
	}

	/** Handlers that were removed, and may have requests in hand; from any thread. */
	RemovedHandlers removed() {
		return this.removed;
	}

	/**
	 * Takes a request.
	 * @param request the request
	 * @param toAll {@code true} if its sender asks all, and so waits for the end, which
	 * says who is missing
	 */
	void take(InboundRequest request, boolean toAll) {
		if (toAll) {
			request.endOfAll = Timed.of(() -> expired(request));
			this.loop.schedule(request.endOfAll, request.deadline());
		}
		this.inHand.add(request);
		this.expiry.watch();
		this.changed.run();
		this.places.take(request);
	}

	/** Takes a word of the sender of a request; one that is not here was answered. */
	void hear(Word word, byte[][] frames, int delimiter) {
		InboundRequest request = this.inHand.find(frames, delimiter);
		if (request != null && word == Word.CANCEL) {
			cancel(request);
		}
		else if (request != null && word == Word.CREDIT) {
			request.grant(StreamTerms.credit(frames[delimiter + 2]));
		}
	}

	/** A request was answered, or needs no answer. */
	private void release(InboundRequest request) {
		if (request.endOfAll != null) {
			this.loop.cancel(request.endOfAll);
		}
		this.inHand.remove(request);
		this.removed.check();
		this.places.release(request);
		this.changed.run();
		request.traceEnd();
		request.stopItems();
	}

	/** Nobody waits for some requests any more. */
	void cancel(Predicate<InboundRequest> which) {
		this.inHand.all().stream().filter(which).forEach(this::cancel);
	}

	/** Nobody waits for a request any more, be it for an answer that can't go out. */
	private void cancel(InboundRequest request) {
		boolean unanswered = request.end();
		if (unanswered) {
			this.places.leaveToItself(request);
		}
		if (this.replies.forget(request) || unanswered) {
			release(request);
		}
	}

	/** The deadline of a request. */
	private void timeIsUp(InboundRequest request) {
		if (this.places.stop(request)) {
			this.changed.run();
		}
	}

	/** A moment after the deadline of a request. */
	private void expired(InboundRequest request) {
		if (request.expire()) { // it was waiting for its turn
			this.places.leaveToItself(request);
		}
		if (this.replies.forget(request)) { // nobody waits for it any more
			release(request);
		}
		else {
			this.replies.send(request);
		}
	}

	/** Answers what is still in hand: the connection closes. */
	void close() {
		for (InboundRequest request : this.inHand.all()) {
			request.refuse(ProblemType.WORKER_LOST, "The worker was stopped before it had answered");
			request.stopItems();
			if (request.waitsIn == null) {
				this.replies.send(request);
			}
		}
		this.replies.held().close();
		this.removed.close();
	}

}
