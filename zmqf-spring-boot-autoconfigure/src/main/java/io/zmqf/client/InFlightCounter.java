package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The number of requests that have no outcome yet. Thread-safe. */
final class InFlightCounter {

	private final AtomicInteger count = new AtomicInteger();

	/** The futures to complete when the number becomes zero. */
	private final Queue<CompletableFuture<Void>> waiting = new ConcurrentLinkedQueue<>();

	/** Adds a request, and returns the new number. */
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

	/** Returns a future that completes when no request is in flight. */
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
