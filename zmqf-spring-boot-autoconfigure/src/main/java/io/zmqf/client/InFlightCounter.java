package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of requests that have no outcome yet; thread-safe. */
final class InFlightCounter {

	private final AtomicInteger count = new AtomicInteger();

	/** Completed once there is none. */
	private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

	/** Returns the number with the new one. */
	int add() {
		return this.count.incrementAndGet();
	}

	void remove() {
		if (this.count.decrementAndGet() == 0) {
			completeWaiting();
		}
	}

	int count() {
		return this.count.get();
	}

	/** Completed once there is none. */
	CompletableFuture<Void> none() {
		CompletableFuture<Void> none = new CompletableFuture<>();
		this.waiting.add(none);
		if (this.count.get() == 0) {
			completeWaiting();
		}
		return none;
	}

	private void completeWaiting() {
		for (CompletableFuture<Void> none; (none = this.waiting.poll()) != null;) {
			none.complete(null);
		}
	}

}
