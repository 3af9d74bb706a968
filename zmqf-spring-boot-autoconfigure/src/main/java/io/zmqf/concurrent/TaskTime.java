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
	private static final int MEMORY = 64;

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

	Measurement begin() {
		return new Measurement();
	}

	/** The tasks that one thread runs one after the other. */
	final class Measurement {

		private long begin = TaskTime.this.nanoTime.getAsLong();

		private int tasks;

		void taskEnded() {
			if (++this.tasks == MEMORY) {
				end();
			}
		}

		void end() {
			long now = TaskTime.this.nanoTime.getAsLong();
			TaskTime.this.nanos += (now - this.begin - this.tasks * TaskTime.this.nanos) / MEMORY;
			this.begin = now;
			this.tasks = 0;
		}

	}

}
