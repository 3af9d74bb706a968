package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.zmqf.message.Cancellation;
import io.zmqf.message.EnvelopeIndex;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a connection has taken and not answered, in the order in which they
 * came: each is its own entry. Belongs to the connection's loop.
 */
final class InboundRequests {

	private @Nullable InboundRequest oldest;

	private @Nullable InboundRequest newest;

	private int size;

	private long bytes;

	/** Those requests by their envelopes, where a peer has sent a word. */
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

	/** Nothing to do where it is not there. */
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

	/** Whether any of them, except for the given one, is for one of these handlers. */
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
	 * Finds the request that a word belongs to; without words there is no index.
	 */
	@Nullable InboundRequest find(byte[][] frames, int delimiter) {
		EnvelopeIndex<InboundRequest> known = this.index;
		if (known == null) {
			known = new EnvelopeIndex<>();
			for (InboundRequest request : all()) {
				known.add(request.frames(), request.delimiter(), request);
			}
			this.index = known;
		}
		return known.find(frames, delimiter);
	}

	/** The first of them, oldest first. */
	List<InboundRequest> first(int length) {
		return all().stream().limit(length).toList();
	}

	int size() {
		return this.size;
	}

	/** The memory that their frames take. */
	long bytes() {
		return this.bytes;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	/** All of them at this moment, oldest first. */
	List<InboundRequest> all() {
		List<InboundRequest> all = new ArrayList<>(this.size);
		for (InboundRequest request = this.oldest; request != null; request = request.newer) {
			all.add(request);
		}
		return all;
	}

}
