package io.zmqf.router;

import java.util.concurrent.CompletableFuture;

/**
 * The numbers of requests in a router, and its end: a router that stops is drained once
 * both are 0. Belongs to the backend's loop, but for the numbers.
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
	 * Takes the present numbers.
	 * @param requestsInFlight the requests that workers have and clients wait for
	 * @param requestsWaiting the requests that wait for a worker
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

	/** Completed at the end; from any thread. */
	CompletableFuture<Void> drained() {
		return this.drained;
	}

	/** From any thread. */
	int inFlight() {
		return this.inFlight;
	}

	/** From any thread. */
	int waiting() {
		return this.waiting;
	}

}
