package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Checks after a delay whether tasks are queued and none has begun since the previous
 * check. Thread-safe.
 */
final class StuckWatch {

	/** The value of {@link #begun} if no task is queued. */
	static final long NONE_WAITS = -1;

	private final Executor later;

	private final LongSupplier begun;

	private final Runnable stuck;

	/** Whether a check is scheduled. */
	private final AtomicBoolean due = new AtomicBoolean();

	/** The number of begun tasks at the last check. Only checks use it, one at a time. */
	private volatile long seen = NONE_WAITS;

	/**
	 * Creates a watch without a scheduled check.
	 * @param later the executor that runs a check after a delay
	 * @param begun the number of tasks that have begun, or {@link #NONE_WAITS} if none is
	 * queued
	 * @param stuck the callback for blocked tasks, which ends the watch
	 */
	StuckWatch(Executor later, LongSupplier begun, Runnable stuck) {
		this.later = later;
		this.begun = begun;
		this.stuck = stuck;
	}

	/** Schedules a check, and further ones while tasks are queued and not blocked. */
	void begin() {
		if (!this.due.get() && this.due.compareAndSet(false, true)) {
			try {
				this.later.execute(this::check);
			}
			catch (Throwable ex) {
				this.due.set(false);
				throw ex;
			}
		}
	}

	private void check() {
		this.due.set(false); // first, so that what comes meanwhile has a look of its own
		long now = this.begun.getAsLong();
		boolean isStuck = now != NONE_WAITS && now == this.seen;
		this.seen = now;
		if (isStuck) {
			this.stuck.run();
		}
		else if (now != NONE_WAITS) {
			begin();
		}
	}

}
