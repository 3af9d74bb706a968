package io.zmqf.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/** Counts the requests of a client that have no outcome yet; from any thread. */
final class InFlightCounter {

	private final AtomicInteger count = new AtomicInteger();

	private volatile @Nullable CompletableFuture<Void> none;

	void add() {
		this.count.incrementAndGet();
	}

	void remove() {
		if (this.count.decrementAndGet() == 0) {
			CompletableFuture<Void> waitedFor = this.none;
			if (waitedFor != null) {
				waitedFor.complete(null);
			}
		}
	}

	/** Completed once there is none. */
	CompletableFuture<Void> none() {
		CompletableFuture<Void> waitedFor = new CompletableFuture<>();
		this.none = waitedFor;
		if (this.count.get() == 0) {
			waitedFor.complete(null);
		}
		return waitedFor;
	}

}
