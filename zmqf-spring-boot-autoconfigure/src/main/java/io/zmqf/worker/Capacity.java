package io.zmqf.worker;

import java.util.concurrent.TimeUnit;

import io.zmqf.worker.WorkerSettings.Prefetch;

/**
 * The maximum number of requests in flight on one socket. Confined to the socket's event
 * loop.
 */
final class Capacity {

	/** The interval of measurement. A shorter one would be too inaccurate. */
	static final long ADAPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * The upper bound: more requests than fit into memory, few enough to double and sum
	 * up without overflow.
	 */
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

	/** Returns the maximum number of requests. Called on any thread. */
	int requests() {
		return this.requests;
	}

	/** Counts a reply. */
	void answered() {
		this.answered++;
	}

	private int least() {
		return withPrefetch(this.prefetch.least());
	}

	private int withPrefetch(long prefetched) {
		return (int) Math.min(MOST, this.concurrency + prefetched);
	}

	/**
	 * Whether the capacity is above its minimum, so that {@link #adapt} has to be called
	 * again.
	 */
	boolean hasGrown() {
		return this.requests > least();
	}

	/**
	 * Adapts the capacity to the number of recent replies, at most once per interval.
	 * Changes of up to a quarter are ignored, except to the minimum.
	 */
	void adapt(long now) {
		long time = now - this.since;
		if (time < ADAPT_NANOS) {
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
