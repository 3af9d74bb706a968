package io.zmqf.worker;

import java.util.function.Predicate;

import io.zmqf.message.ControlMessage;
import io.zmqf.message.ProblemType;
import io.zmqf.message.StreamTerms;
import io.zmqf.transport.SocketLoop;
import io.zmqf.transport.Timed;
import io.zmqf.transport.TransportListener;

/**
 * The requests of a connection, from their arrival until their replies are sent or they
 * are cancelled. Confined to the connection's event loop.
 */
final class RequestHandling {

	private final String name;

	private final TransportListener listener;

	private final SocketLoop loop;

	private final Runnable changed;

	private final InboundRequests inbound = new InboundRequests();

	private final ReplySender replies;

	private final HandlerSlots slots;

	private final RequestExpiry expiry;

	private final RemovedHandlers removed;

	/**
	 * Creates the handling without requests.
	 * @param name the name of the socket
	 * @param context the context of the node
	 * @param loop the loop of the connection
	 * @param capacity the capacity of the connection
	 * @param changed a callback for changes of the number of requests in flight
	 */
	RequestHandling(String name, WorkerContext context, SocketLoop loop, Capacity capacity, Runnable changed) {
		this.name = name;
		this.listener = context.transport().listener();
		this.loop = loop;
		this.changed = changed;
		this.replies = new ReplySender(name, context, loop, this.inbound, this::release, changed);
		this.slots = new HandlerSlots(context, loop, capacity, this.replies::send);
		this.expiry = new RequestExpiry(loop, this.inbound, this::timeIsUp, this::expired);
		this.removed = new RemovedHandlers(loop, this.inbound);
	}

	InboundRequests inbound() {
		return this.inbound;
	}

	/**
	 * Returns the number of requests in flight, except those that have lost their slot at
	 * their deadline.
	 */
	int load() {
		return this.inbound.size() - this.slots.stopped();
	}

	HandlerSlots slots() {
		return this.slots;
	}

	ReplySender replies() {
		return this.replies;
	}

	/**
	 * Returns the removed handlers that may have requests in flight. Called on any
	 * thread.
	 */
	RemovedHandlers removed() {
		return this.removed;
	}

	/**
	 * Accepts a request.
	 * @param request the request
	 * @param toAll {@code true} if it is a request to all workers, whose caller waits for
	 * the end with the missing nodes
	 */
	void take(InboundRequest request, boolean toAll) {
		if (toAll) {
			request.endOfAll = Timed.of(() -> expired(request));
			this.loop.schedule(request.endOfAll, request.deadline());
		}
		this.inbound.add(request);
		this.expiry.watch();
		this.changed.run();
		this.slots.take(request);
	}

	/**
	 * Handles a control message about a request. It is ignored if the request is no
	 * longer in flight.
	 */
	void onControlMessage(ControlMessage control, byte[][] frames, int delimiter) {
		InboundRequest request = this.inbound.find(frames, delimiter);
		if (request != null && control == ControlMessage.CANCEL) {
			cancel(request);
		}
		else if (request != null && control == ControlMessage.CREDIT) {
			request.grant(StreamTerms.credit(frames[delimiter + 2]));
		}
	}

	/** Releases a request whose reply was sent or dropped, or that needs none. */
	private void release(InboundRequest request) {
		if (request.endOfAll != null) {
			this.loop.cancel(request.endOfAll);
		}
		this.inbound.remove(request);
		this.removed.check();
		this.slots.release(request);
		this.changed.run();
		request.traceEnd();
		request.stopItems();
	}

	/** Cancels all matching requests, even if cancelling one of them fails. */
	void cancel(Predicate<InboundRequest> which) {
		this.inbound.all().stream().filter(which).forEach((request) -> {
			try {
				cancel(request);
			}
			catch (Throwable ex) {
				this.listener.loopFailed(this.name, ex);
			}
		});
	}

	/** Cancels a request, including one whose reply waits for the connection. */
	private void cancel(InboundRequest request) {
		boolean unanswered = request.end();
		if (unanswered) {
			this.slots.leaveToItself(request);
		}
		if (this.replies.forget(request) || unanswered) {
			release(request);
		}
	}

	/** Called at the deadline of a request. */
	private void timeIsUp(InboundRequest request) {
		if (this.slots.stop(request)) {
			this.changed.run();
		}
	}

	/** Called shortly after the deadline of a request that is still in flight. */
	private void expired(InboundRequest request) {
		if (request.expire()) { // it was queued
			this.slots.leaveToItself(request);
		}
		if (this.replies.forget(request)) { // its reply is too late
			release(request);
		}
		else {
			this.replies.send(request);
		}
	}

	/** Rejects the requests that are still in flight, because the connection closes. */
	void close() {
		for (InboundRequest request : this.inbound.all()) {
			request.refuse(ProblemType.WORKER_LOST, "The worker was stopped before it replied");
			request.stopItems();
			if (request.waitsIn == null) {
				this.replies.send(request);
			}
		}
		this.replies.held().close();
		this.removed.close();
	}

}
