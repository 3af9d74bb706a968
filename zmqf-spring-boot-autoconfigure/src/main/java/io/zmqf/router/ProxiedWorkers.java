package io.zmqf.router;

import java.util.List;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.transport.SendResult;
import io.zmqf.transport.SocketLoop;
import org.jspecify.annotations.Nullable;

/**
 * Workers that do not register. A DEALER socket distributes requests to them in turn.
 *
 * @param loop the backend's loop
 * @param requests the requests of the router
 * @param all the group of all workers, for which every waiting event waits
 */
record ProxiedWorkers(SocketLoop loop, RequestDispatcher requests, WorkerGroup all) implements Workers {

	@Override
	public Dispatch dispatch(RoutedRequest request) {
		if (!this.requests.inFlight().hasMemoryFor(request)) {
			return Dispatch.BUSY;
		}
		if (this.loop.send(request.framesFor(null, this.loop.now())) == SendResult.SENT) {
			return Dispatch.SENT;
		}
		this.loop.awaitWritable();
		return Dispatch.NO_WORKER;
	}

	@Override
	public Dispatch dispatch(RoutedRequest request, KnownWorker worker) {
		throw new UnsupportedOperationException("A DEALER can't choose a worker");
	}

	@Override
	public @Nullable List<KnownWorker> handling(String event) {
		return null;
	}

	@Override
	public Dispatch withoutWorkers(String event) {
		return Dispatch.NO_WORKER;
	}

	@Override
	public List<KnownWorker> snapshot() {
		return List.of();
	}

	/**
	 * Whether the DEALER has no worker. That is so if requests wait, but not for memory.
	 */
	@Override
	public boolean isNoneFor(String event) {
		return !this.requests.inFlight().isShortOfMemory();
	}

	@Override
	public long expectedUntil(String event) {
		return this.loop.now();
	}

	@Override
	public void await(WaitingEvent event) {
		event.attach(this.all);
	}

	@Override
	public int replyAddresses() {
		return 1;
	}

	@Override
	public boolean accepts(RoutedRequest request, byte[][] reply) {
		return true;
	}

	@Override
	public void release(RoutedRequest request) {
		// the requests of a proxied worker are not counted
	}

	@Override
	public void offer(@Nullable KnownWorker worker) {
		while (this.requests.offerNext(this.all)) {
			// the next one
		}
	}

	@Override
	public void offerAll() {
		offer(null);
	}

	@Override
	public void control(byte[][] frames, String event) {
		// registration is ignored: a DEALER can't address a worker
		if (!event.equals(Events.READY) && !event.equals(Events.BYE)) {
			throw new MalformedMessageException("'" + event + "' is not a message of workers", null);
		}
	}

	@Override
	public boolean isWorker(byte[] identity) {
		return true; // a DEALER can't know
	}

	@Override
	public void disconnected(byte[] identity) {
		// a DEALER has no routing ids
	}

}
