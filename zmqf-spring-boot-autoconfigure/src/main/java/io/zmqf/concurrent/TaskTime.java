package io.zmqf.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The expected duration of a task, estimated from earlier ones. Tasks are expected to
 * block at first. Thread-safe.
 */
final class TaskTime {

	/** The time to wake a sleeping thread on a virtual machine. */
	private static final long WAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long BLOCKING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** The approximate number of tasks that the estimate covers. */
	static final int MEMORY = 64;

	private final LongSupplier nanoTime;

	private volatile long nanos = BLOCKING_NANOS;

	TaskTime(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Whether queued tasks would wait longer than it takes to wake another thread. */
	boolean isWorthAnotherThread(int waiting, int threads) {
		return waiting * this.nanos > threads * WAKE_NANOS;
	}

	/** Raises the estimate after a task has blocked unexpectedly. */
	void taskBlocks() {
		this.nanos = Math.max(this.nanos, BLOCKING_NANOS);
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Updates the estimate by tasks that one thread has run one after the other.
	 * @param begin the start of the first task, as {@link #now()} counts
	 * @param tasks the number of tasks
	 * @return the present time
	 */
	long measured(long begin, int tasks) {
		long now = now();
		this.nanos += (now - begin - tasks * this.nanos) / MEMORY;
		return now;
	}

}
