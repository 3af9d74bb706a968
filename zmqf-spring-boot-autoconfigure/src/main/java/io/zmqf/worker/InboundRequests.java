package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The requests that a connection has taken and not answered, in the order in which they
 * came: each is its own entry. Belongs to the connection's loop.
 */
final class InboundRequests {

	private @Nullable InboundRequest oldest;

	private @Nullable InboundRequest newest;

	private int size;

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
		this.size++;
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
		this.size--;
	}

	boolean contains(InboundRequest request) {
		return request.listed;
	}

	@Nullable InboundRequest oldest() {
		return this.oldest;
	}

	int size() {
		return this.size;
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
