package io.zmqf.router;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Workers that are known by heartbeats alone, and that no request has reached yet. Anyone
 * who may send heartbeats can invent one, so that they are few, and that each request
 * tries one of them at most beside workers that are there. Belongs to the backend's loop.
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
	 * @return the one that has to make room for it, {@code null} for none
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

	/** The next one to be tried; another one the next time. */
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
