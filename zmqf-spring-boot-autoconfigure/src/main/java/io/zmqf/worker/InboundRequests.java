package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zmqf.message.Cancellation;
import io.zmqf.message.EnvelopeIndex;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight on a connection, in the order of their arrival. They form a
 * linked list without entry objects. Confined to the connection's event loop.
 */
final class InboundRequests {

	private @Nullable InboundRequest oldest;

	private @Nullable InboundRequest newest;

	private int size;

	private long bytes;

	/**
	 * The index of the requests by envelope, or {@code null} before the first control
	 * message.
	 */
	private @Nullable EnvelopeIndex<InboundRequest> index;

	void add(InboundRequest request) {
		InboundRequest before = this.newest;
		request.older = before;
		if (before != null) {
			before.newer = request;
		}
		else {
			this.oldest = request;
		}
		this.newest = request;
		request.listed = true;
		if (this.index != null) {
			this.index.add(request.frames(), request.delimiter(), request);
		}
		this.size++;
		this.bytes += request.bytes();
	}

	/** Removes a request, if it is in the list. */
	void remove(InboundRequest request) {
		if (!request.listed) {
			return;
		}
		InboundRequest before = request.older;
		InboundRequest after = request.newer;
		if (before != null) {
			before.newer = after;
		}
		else {
			this.oldest = after;
		}
		if (after != null) {
			after.older = before;
		}
		else {
			this.newest = before;
		}
		request.older = null; // or it would keep all that came before and after
		request.newer = null;
		request.listed = false;
		if (this.index != null) {
			this.index.remove(request.frames(), request.delimiter(), request);
		}
		this.size--;
		this.bytes -= request.bytes();
	}

	/** Whether any request, except the given one, belongs to one of the handlers. */
	boolean hasAny(Set<HandlerRegistry.Registration> handlers, Cancellation except) {
		return all().stream()
			.filter((request) -> request != except)
			.map(InboundRequest::registration)
			.anyMatch((handler) -> handler != null && handlers.contains(handler));
	}

	boolean contains(InboundRequest request) {
		return request.listed;
	}

	/**
	 * Finds the request that a control message refers to. The first call creates the
	 * index.
	 */
	@Nullable InboundRequest find(byte[][] frames, int delimiter) {
		EnvelopeIndex<InboundRequest> current = this.index;
		if (current == null) {
			current = new EnvelopeIndex<>();
			for (InboundRequest request : all()) {
				current.add(request.frames(), request.delimiter(), request);
			}
			this.index = current;
		}
		return current.find(frames, delimiter);
	}

	/** Returns the oldest requests, oldest first. */
	List<InboundRequest> first(int length) {
		return all().stream().limit(length).toList();
	}

	int size() {
		return this.size;
	}

	/** Returns the size of their frames in bytes. */
	long bytes() {
		return this.bytes;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** Returns a copy of the list, oldest first. */
	List<InboundRequest> all() {
		List<InboundRequest> all = new ArrayList<>(this.size);
		for (InboundRequest request = this.oldest; request != null; request = request.newer) {
			all.add(request);
		}
		return all;
	}

}
