package io.zmqf.router;

import java.util.List;

/**
 * Chooses the worker for a request. Called on the router's loop for each request: it must
 * not wait.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RoutingStrategy {

	/**
	 * Chooses a worker.
	 * @param event the event of the request
	 * @param candidates the workers that handle the event and have room for the request,
	 * at least one, in the order in which they came; valid during the call only
	 * @return one of them
	 */
	RoutableWorker choose(String event, List<? extends RoutableWorker> candidates);

	/**
	 * Each worker in its turn.
	 * @return a strategy for one router
	 */
	static RoutingStrategy roundRobin() {
		return new RoundRobin();
	}

	/**
	 * The worker with the fewest requests in flight, and among those each in its turn.
	 * @return a strategy for one router
	 */
	static RoutingStrategy leastInFlight() {
		return new LeastInFlight();
	}

	/** What a strategy may know of a worker. */
	interface RoutableWorker {

		/**
		 * Who it is.
		 * @return its ZeroMQ identity, which is {@code {node_id}_{session_id}}
		 */
		String id();

		/**
		 * What it has to do.
		 * @return the requests that it has not answered yet
		 */
		int inFlight();

		/**
		 * What it can take.
		 * @return the requests that it takes at once
		 */
		int capacity();

	}

}
