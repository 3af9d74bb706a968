package io.zmqf.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/** The number of requests that have no outcome yet; thread-safe. */
final class InFlightCounter {

	private final AtomicInteger count = new AtomicInteger();

	private volatile @Nullable CompletableFuture<Void> none;

	/** Returns the number with the new one. */
	int add() {
		return this.count.incrementAndGet();
	}

	void remove() {
		if (this.count.decrementAndGet() == 0) {
			CompletableFuture<Void> waitedFor = this.none;
			if (waitedFor != null) {
				waitedFor.complete(null);
			}
		}
	}

	int count() {
		return this.count.get();
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
