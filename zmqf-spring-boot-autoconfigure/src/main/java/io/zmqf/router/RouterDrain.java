package io.zmqf.router;

import java.util.concurrent.CompletableFuture;

/**
 * The numbers of requests in a router. A stopping router is drained once both are 0.
 * Confined to the backend's loop, except the getters.
 */
final class RouterDrain {

	private final CompletableFuture<Void> drained = new CompletableFuture<>();

	private boolean begun;

	private volatile int inFlight;

	private volatile int waiting;

	void begin() {
		this.begun = true;
	}

	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Sets the current numbers.
	 * @param requestsInFlight the number of requests in flight that clients still wait
	 * for
	 * @param requestsWaiting the number of requests that wait for a worker
	 */
	void counted(int requestsInFlight, int requestsWaiting) {
		this.inFlight = requestsInFlight;
		this.waiting = requestsWaiting;
		if (this.begun && requestsInFlight == 0 && requestsWaiting == 0) {
			end();
		}
	}

	void end() {
		this.drained.complete(null);
	}

	/** Returns a future that completes when the router is drained. Thread-safe. */
	CompletableFuture<Void> drained() {
		return this.drained;
	}

	/** Thread-safe. */
	int inFlight() {
		return this.inFlight;
	}

	/** Thread-safe. */
	int waiting() {
		return this.waiting;
	}

}
