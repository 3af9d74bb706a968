package io.zmqf.router;

import java.util.List;

/**
 * Strategy that chooses the worker for a request. It is called on the router's loop for
 * each request and must not block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoutingStrategy {

	/**
	 * Chooses a worker.
	 * @param event the event of the request
	 * @param candidates the workers that handle the event and have room for the request,
	 * at least one, in the order in which they joined. The list is valid during the call
	 * only
	 * @return one of the candidates
	 */
	RoutableWorker choose(String event, List<? extends RoutableWorker> candidates);

	/**
	 * Returns a strategy that chooses each worker in turn.
	 * @return a new strategy, for one router
	 */
	static RoutingStrategy roundRobin() {
		return new RoundRobin();
	}

	/**
	 * Returns a strategy that chooses the worker with the fewest requests in flight.
	 * Equal ones take turns.
	 * @return a new strategy, for one router
	 */
	static RoutingStrategy leastInFlight() {
		return new LeastInFlight();
	}

	/** A worker as seen by a strategy. */
	interface RoutableWorker {

		/**
		 * Returns the id of the worker.
		 * @return the routing id, which is {@code {node_id}_{session_id}}
		 */
		String id();

		/**
		 * Returns the load of the worker.
		 * @return the number of requests in flight
		 */
		int inFlight();

		/**
		 * Returns the capacity of the worker.
		 * @return the maximum number of concurrent requests
		 */
		int capacity();

	}

}
