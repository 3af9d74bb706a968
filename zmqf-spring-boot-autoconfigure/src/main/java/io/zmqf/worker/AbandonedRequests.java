package io.zmqf.worker;

import java.util.concurrent.atomic.AtomicInteger;

/** The number of requests whose handlers still run after their deadline; thread-safe. */
final class AbandonedRequests {

	private final AtomicInteger count = new AtomicInteger();

	private final WorkerListener listener;

	AbandonedRequests(WorkerListener listener) {
		this.listener = listener;
	}

	void add(String event) {
		this.listener.requestAbandoned(event, this.count.incrementAndGet());
	}

	void remove() {
		this.count.decrementAndGet();
	}

	int count() {
		return this.count.get();
	}

}
