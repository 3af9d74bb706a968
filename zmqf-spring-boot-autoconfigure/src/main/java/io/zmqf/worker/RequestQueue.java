package io.zmqf.worker;

import java.util.function.Consumer;

import io.zmqf.concurrent.FairQueue;
import io.zmqf.transport.FrameKey;
import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of a server's requests that wait for a slot. Its clients take turns. If the
 * queue is full, a request of the client with the largest share is rejected as
 * {@code busy}. Confined to the connection's event loop.
 */
final class RequestQueue {

	private final WorkerSettings.Queue limits;

	private final FairQueue<Object, InboundRequest> all = new FairQueue<>();

	/** The turns of small requests, which do not wait for large ones that lack memory. */
	private final FairQueue<Object, InboundRequest> small = new FairQueue<>();

	private final FairQueue<Object, InboundRequest> large = new FairQueue<>();

	private boolean largeTurn;

	private long bytes;

	RequestQueue(WorkerSettings.Queue limits) {
		this.limits = limits;
	}

	/**
	 * Returns the owner of a share of the queue: the authenticated user, or else the
	 * connection.
	 */
	static Object owner(@Nullable Peer peer, byte[][] frames) {
		return (peer != null) ? peer.name() : new FrameKey(frames[0]);
	}

	/**
	 * Adds a request.
	 * @param owner the client
	 * @param request the request
	 * @param busy a callback for each request that is rejected because the queue is full
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

	/**
	 * Returns the share of the queue that a request takes, by its number and its size.
	 */
	private long weight(InboundRequest request) {
		return 1 + request.bytes() * this.limits.capacity() / Math.max(1, this.limits.maxSize());
	}

	private FairQueue<Object, InboundRequest> line(InboundRequest request) {
		return request.isLarge() ? this.large : this.small;
	}

	/**
	 * Removes the next request.
	 * @param memory {@code true} if there is memory for a large request
	 * @return the request, or {@code null} if there is none that may begin
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

	/** Removes a request, if it is queued. */
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

	/** Whether no queued request precedes the given one. */
	boolean isNoneBefore(InboundRequest request) {
		return line(request).size() == 0;
	}

}
