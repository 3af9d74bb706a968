package io.zmqf.router;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the worker for a request by a strategy. Confined to the backend's loop.
 *
 * @param strategy the strategy
 * @param groups the registered workers
 * @param unreached the workers that are known by heartbeats alone
 */
record WorkerChoice(RoutingStrategy strategy, WorkerGroups groups, UnreachedWorkers unreached) {

	/**
	 * Chooses a worker that has room.
	 * @param event the event of the request
	 * @return the worker, or {@code null} if there is no candidate
	 * @throws IllegalStateException if the strategy returns something else
	 */
	@Nullable KnownWorker choose(String event) {
		List<KnownWorker> candidates = candidates(event);
		if (candidates.isEmpty()) {
			return null;
		}
		if (this.strategy.choose(event, candidates) instanceof KnownWorker worker && candidates.contains(worker)) {
			return worker;
		}
		throw new IllegalStateException(
				"The routing strategy " + this.strategy + " chose a worker that is not a candidate");
	}

	private List<KnownWorker> candidates(String event) {
		List<KnownWorker> reached = this.groups.withRoomFor(event);
		KnownWorker tried = this.unreached.next();
		if (tried == null) {
			return reached;
		}
		List<KnownWorker> candidates = new ArrayList<>(reached);
		candidates.add(tried);
		return candidates;
	}

}
