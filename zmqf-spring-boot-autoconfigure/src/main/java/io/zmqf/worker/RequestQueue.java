package io.zmqf.worker;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a server that wait for a place, shared fairly among its clients: each
 * has its turn, and where there is no room the client that has most gets {@code busy}.
 * Belongs to the loop of the connection.
 */
final class RequestQueue {

	private final WorkerSettings.Queue limits;

	private final FairQueue<Object, InboundRequest> waiting = new FairQueue<>();

	private long bytes;

	RequestQueue(WorkerSettings.Queue limits) {
		this.limits = limits;
	}

	/** The one to share with: the authenticated user, or else the connection. */
	static Object owner(@Nullable Peer peer, byte[][] frames) {
		return (peer != null) ? peer.name() : ByteBuffer.wrap(frames[0]);
	}

	/**
	 * Has a request wait for its turn.
	 * @param owner the client
	 * @param request the request
	 * @param busy a callback for each request that has no room
	 */
	void add(Object owner, InboundRequest request, Consumer<InboundRequest> busy) {
		long size = request.bytes();
		while (this.waiting.size() >= this.limits.capacity() || this.bytes + size > this.limits.maxSize()) {
			FairQueue.Place<InboundRequest> displaced = this.waiting.displacedBy(owner, size);
			if (displaced == null) {
				busy.accept(request);
				return;
			}
			remove(displaced.item());
			busy.accept(displaced.item());
		}
		request.place = this.waiting.add(owner, request, size);
		this.bytes += size;
	}

	/** Removes the request whose turn it is. */
	@Nullable InboundRequest poll() {
		FairQueue.Place<InboundRequest> next = this.waiting.peek();
		if (next == null) {
			return null;
		}
		this.waiting.served(next);
		next.item().place = null;
		this.bytes -= next.item().bytes();
		return next.item();
	}

	/** Removes a request; nothing to do where it does not wait. */
	void remove(InboundRequest request) {
		FairQueue.Place<InboundRequest> place = request.place;
		if (place != null && this.waiting.remove(place)) {
			this.bytes -= request.bytes();
		}
		request.place = null;
	}

	boolean isEmpty() {
		return this.waiting.size() == 0;
	}

	int size() {
		return this.waiting.size();
	}

}
