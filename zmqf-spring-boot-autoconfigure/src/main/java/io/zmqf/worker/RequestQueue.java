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

	private final FairQueue<Object, InboundRequest> all = new FairQueue<>();

	/** Their turns: small ones don't wait for large ones to which memory is missing. */
	private final FairQueue<Object, InboundRequest> small = new FairQueue<>();

	private final FairQueue<Object, InboundRequest> large = new FairQueue<>();

	private boolean largeTurn;

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
		if (size > this.limits.maxSize()) {
			busy.accept(request);
			return;
		}
		while (this.all.size() >= this.limits.capacity() || this.bytes + size > this.limits.maxSize()) {
			FairQueue.Place<InboundRequest> displaced = this.all.displacedBy(owner, weight(request));
			if (displaced == null) {
				busy.accept(request);
				return;
			}
			remove(displaced.item());
			busy.accept(displaced.item());
		}
		request.turn = line(request).add(owner, request, 1);
		request.place = this.all.add(owner, request, weight(request));
		this.bytes += size;
	}

	/** The part of the queue that a request takes, be it by its size or by its number. */
	private long weight(InboundRequest request) {
		return 1 + request.bytes() * this.limits.capacity() / Math.max(1, this.limits.maxSize());
	}

	private FairQueue<Object, InboundRequest> line(InboundRequest request) {
		return request.isLarge() ? this.large : this.small;
	}

	/**
	 * Removes the request whose turn it is.
	 * @param memory whether there is memory for a large one
	 */
	@Nullable InboundRequest poll(boolean memory) {
		boolean takesLarge = memory && (this.largeTurn || this.small.size() == 0);
		FairQueue<Object, InboundRequest> line = (takesLarge && this.large.size() > 0) ? this.large : this.small;
		InboundRequest next = line.poll();
		if (next != null) {
			this.largeTurn = !next.isLarge();
			remove(next);
		}
		return next;
	}

	/** Removes a request; nothing to do where it does not wait. */
	void remove(InboundRequest request) {
		if (request.turn != null) {
			line(request).remove(request.turn);
			request.turn = null;
		}
		if (request.place != null) {
			this.all.remove(request.place);
			this.bytes -= request.bytes();
			request.place = null;
		}
	}

	/** Whether none waits that a request has to wait behind. */
	boolean isNoneBefore(InboundRequest request) {
		return line(request).size() == 0;
	}

}
