package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Looks after a while whether tasks wait and none has begun since the look before. Safe
 * for threads.
 */
final class StuckWatch {

	/** What {@link #begun} returns where no task waits. */
	static final long NONE_WAITS = -1;

	private final Executor later;

	private final LongSupplier begun;

	private final Runnable stuck;

	/** Whether a look is to come. */
	private final AtomicBoolean due = new AtomicBoolean();

	/** What the last look has seen. */
	private volatile long seen = NONE_WAITS;

	/**
	 * Creates a watch that does not look.
	 * @param later the executor that runs a look after a while
	 * @param begun the number of tasks that have begun, {@link #NONE_WAITS} where no task
	 * waits
	 * @param stuck a callback for tasks that are stuck, which ends the watch
	 */
	StuckWatch(Executor later, LongSupplier begun, Runnable stuck) {
		this.later = later;
		this.begun = begun;
		this.stuck = stuck;
	}

	/** Has a look taken, and further ones while tasks wait and are not stuck. */
	void begin() {
		if (!this.due.get() && this.due.compareAndSet(false, true)) {
			try {
				this.later.execute(this::look);
			}
			catch (Throwable ex) {
				this.due.set(false);
				throw ex;
			}
		}
	}

	private void look() {
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
