package io.zmqf.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.concurrent.ReleasableTask.State;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a thread, first in, first out. Withdrawn tasks stay in the
 * queue, but no more of them than other tasks, or a few. Thread-safe.
 */
final class WaitingTasks {

	/** The number of withdrawn tasks that may always stay in the queue. */
	private static final int WITHDRAWN = 64;

	private static final long BEGUN = 1L << Integer.SIZE;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/**
	 * The number of queued tasks that are not withdrawn, plus the number of begun tasks
	 * in units of {@link #BEGUN}.
	 */
	private final AtomicLong counts = new AtomicLong();

	private final AtomicInteger withdrawn = new AtomicInteger();

	void add(Runnable task) {
		this.tasks.add(task);
		this.counts.incrementAndGet();
	}

	/** Removes a task, and returns whether it was still queued. */
	boolean remove(Runnable task) {
		boolean removed = this.tasks.remove(task);
		if (removed) {
			this.counts.decrementAndGet();
		}
		return removed;
	}

	/**
	 * Removes the next task and marks it as running. Returns {@code null} if there is
	 * none.
	 */
	@Nullable Runnable poll() {
		for (Runnable task; (task = this.tasks.poll()) != null;) {
			if (!(task instanceof ReleasableTask releasable) || releasable.changes(State.WAITING, State.RUNNING)) {
				this.counts.addAndGet(BEGUN - 1);
				return task;
			}
			isForgotten(releasable);
		}
		return null;
	}

	/** Withdraws a task, unless it has begun. */
	void withdraw(ReleasableTask task) {
		if (!task.changes(State.WAITING, State.WITHDRAWN)) {
			return;
		}
		task.withdrawn();
		int left = (int) this.counts.decrementAndGet();
		if (this.withdrawn.incrementAndGet() > Math.max(WITHDRAWN, left)) {
			this.tasks.removeIf((other) -> other instanceof ReleasableTask releasable && isForgotten(releasable));
		}
	}

	/**
	 * Uncounts a withdrawn task, and returns whether it was counted.
	 */
	private boolean isForgotten(ReleasableTask task) {
		boolean forgotten = task.changes(State.WITHDRAWN, State.ENDED);
		if (forgotten) {
			this.withdrawn.decrementAndGet();
		}
		return forgotten;
	}

	/** Whether the queue holds no task, not even a withdrawn one. */
	boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** Returns the number of queued tasks that are not withdrawn. */
	int count() {
		return (int) this.counts.get();
	}

	/**
	 * Returns the number of begun tasks, or {@link StuckWatch#NONE_WAITS} if none is
	 * queued.
	 */
	long begun() {
		long current = this.counts.get();
		return ((int) current > 0) ? current >>> Integer.SIZE : StuckWatch.NONE_WAITS;
	}

}
