package io.zmqf.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zmqf.concurrent.ReleasableTask.State;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for a thread, first in, first out. Withdrawn ones stay in the
 * queue, but no more of them than others wait, or a few. Safe for threads.
 */
final class WaitingTasks {

	/** How many withdrawn tasks may wait, where no more others do. */
	private static final int WITHDRAWN = 64;

	private static final long BEGUN = 1L << Integer.SIZE;

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	/**
	 * How many wait and are not withdrawn, and how many have begun, in units of
	 * {@link #BEGUN}.
	 */
	private final AtomicLong counts = new AtomicLong();

	private final AtomicInteger withdrawn = new AtomicInteger();

	void add(Runnable task) {
		this.tasks.add(task);
		this.counts.incrementAndGet();
	}

	/** Removes a task, and returns whether it was still there. */
	boolean remove(Runnable task) {
		boolean removed = this.tasks.remove(task);
		if (removed) {
			this.counts.decrementAndGet();
		}
		return removed;
	}

	/** Begins the next task, {@code null} for none. */
	@Nullable Runnable poll() {
		for (Runnable task; (task = this.tasks.poll()) != null;) {
			if (!(task instanceof ReleasableTask known) || known.changes(State.WAITING, State.RUNNING)) {
				this.counts.addAndGet(BEGUN - 1);
				return task;
			}
			isForgotten(known);
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
			this.tasks.removeIf((other) -> other instanceof ReleasableTask known && isForgotten(known));
		}
	}

	/** Whether it was withdrawn, and not counted as gone before. */
	private boolean isForgotten(ReleasableTask task) {
		boolean forgotten = task.changes(State.WITHDRAWN, State.ENDED);
		if (forgotten) {
			this.withdrawn.decrementAndGet();
		}
		return forgotten;
	}

	/** Whether nothing is in the queue, withdrawn or not. */
	boolean isEmpty() {
		return this.tasks.isEmpty();
	}

	/** How many wait and are not withdrawn. */
	int count() {
		return (int) this.counts.get();
	}

	/** How many have begun, {@link StuckWatch#NONE_WAITS} where none waits. */
	long begun() {
		long current = this.counts.get();
		return ((int) current > 0) ? current >>> Integer.SIZE : StuckWatch.NONE_WAITS;
	}

}
