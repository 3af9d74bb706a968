package io.zmqf.concurrent;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The expected time of a task, by the time that tasks have taken so far. Tasks are
 * expected to block at first. Safe for threads.
 */
final class TaskTime {

	/** What it takes until a thread that sleeps is at work, on a virtual machine. */
	private static final long WAKE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private static final long BLOCKING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	/** The number of tasks that the expected time is taken from, about. */
	static final int MEMORY = 64;

	private final LongSupplier nanoTime;

	private volatile long nanos = BLOCKING_NANOS;

	TaskTime(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/** Whether what waits would wait for longer than waking another thread takes. */
	boolean isWorthAnotherThread(int waiting, int threads) {
		return waiting * this.nanos > threads * WAKE_NANOS;
	}

	/** A task blocks unexpectedly. */
	void taskBlocks() {
		this.nanos = Math.max(this.nanos, BLOCKING_NANOS);
	}

	long now() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Counts tasks that one thread has run one after the other.
	 * @param begin when it began the first one
	 * @param tasks how many they are
	 * @return the time
	 */
	long measured(long begin, int tasks) {
		long now = now();
		this.nanos += (now - begin - tasks * this.nanos) / MEMORY;
		return now;
	}

}
