package io.zmqf.worker;

import java.util.concurrent.TimeUnit;

import io.zmqf.worker.WorkerSettings.Prefetch;

/**
 * How many requests a socket takes at once. Belongs to its loop.
 */
final class Capacity {

	/** What is answered within less time says little. */
	static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/** More than fit into a memory, and few enough to be doubled and added up. */
	static final int MOST = 1 << 24;

	private final int concurrency;

	private final Prefetch prefetch;

	private volatile int requests;

	private int answered;

	private long since;

	Capacity(int concurrency, Prefetch prefetch, long now) {
		this.concurrency = concurrency;
		this.prefetch = prefetch;
		this.requests = least();
		this.since = now;
	}

	/** How many; from any thread. */
	int requests() {
		return this.requests;
	}

	/** One request has got its answer. */
	void answered() {
		this.answered++;
	}

	private int least() {
		return withPrefetch(this.prefetch.least());
	}

	private int withPrefetch(long prefetched) {
		return (int) Math.min(MOST, this.concurrency + prefetched);
	}

	/** Whether it is more than its least, and so has to be looked at again soon. */
	boolean hasGrown() {
		return this.requests > least();
	}

	/**
	 * Looks, once in a while, at how many were answered lately. It is another then where
	 * that makes a difference.
	 */
	void look(long now) {
		long time = now - this.since;
		if (time < LOOK_NANOS) {
			return;
		}
		long lately = this.answered * this.prefetch.time().toNanos() / time;
		this.answered = 0;
		this.since = now;
		int next = withPrefetch(Math.max(this.prefetch.least(), lately));
		if (Math.abs(next - this.requests) > this.requests / 4 || next == least()) {
			this.requests = next;
		}
	}

}
