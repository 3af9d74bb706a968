package io.zmqf.router;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Workers that are known by heartbeats alone and that no request has reached yet. Any
 * peer that may send heartbeats can invent one. So their number is limited, and a request
 * has at most one of them as a candidate besides registered workers. Confined to the
 * backend's loop.
 */
final class UnreachedWorkers {

	private final Set<KnownWorker> workers = new LinkedHashSet<>();

	private final int limit;

	UnreachedWorkers(int limit) {
		this.limit = limit;
	}

	/**
	 * Adds a worker.
	 * @param worker the worker
	 * @return the worker to remove in its place, or {@code null} if there is room
	 */
	@Nullable KnownWorker add(KnownWorker worker) {
		this.workers.add(worker);
		return (this.workers.size() > this.limit) ? this.workers.iterator().next() : null;
	}

	List<KnownWorker> all() {
		return List.copyOf(this.workers);
	}

	boolean remove(KnownWorker worker) {
		return this.workers.remove(worker);
	}

	/** Returns the next worker to try, each in turn. */
	@Nullable KnownWorker next() {
		if (this.workers.isEmpty()) {
			return null;
		}
		KnownWorker next = this.workers.iterator().next();
		if (this.workers.size() > 1) {
			this.workers.remove(next);
			this.workers.add(next);
		}
		return next;
	}

}
