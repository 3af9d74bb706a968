package io.zmqf.transport;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * An executor that runs at most {@code limit} tasks concurrently on a delegate, in the
 * order of their submission. A thread goes on with what waits; no further one is
 * requested while one that was requested has not begun. The caller never waits for a
 * lock.
 *
 * @since 0.1.0
 */
public final class LimitedExecutor implements Executor {

	private final Executor executor;

	private final int limit;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/** Threads that were requested or are at work. */
	private final AtomicInteger threads = new AtomicInteger();

	private final AtomicBoolean starting = new AtomicBoolean();

	private final Runnable work = this::work;

	/**
	 * Creates an executor.
	 * @param executor the delegate, with a thread for each task that blocks
	 * @param limit the number of tasks that run concurrently
	 */
	public LimitedExecutor(Executor executor, int limit) {
		this.executor = executor;
		this.limit = limit;
	}

	/**
	 * Runs a task now or later.
	 * @throws RejectedExecutionException if a thread is due and the delegate has none
	 */
	@Override
	public void execute(Runnable task) {
		this.waiting.add(task);
		try {
			startIfDue();
		}
		catch (RuntimeException | Error ex) {
			if (this.waiting.remove(task)) {
				runLeftBehind();
				throw ex;
			}
		}
	}

	/**
	 * Runs a task in any case: if the delegate has no thread for it, on one that is at
	 * work or on the caller's.
	 * @param task the task
	 */
	public void executeAnywhere(Runnable task) {
		this.waiting.add(task);
		try {
			startIfDue();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			runLeftBehind();
		}
	}

	/**
	 * Ends the count of a task that runs for longer than anybody waits for it, so that
	 * another one can run in its place.
	 * @param task the task
	 * @return whether the task was running and counted
	 */
	public boolean release(Task task) {
		boolean released = Task.STATE.compareAndSet(task, Task.RUNNING, Task.RELEASED);
		if (released) {
			this.threads.decrementAndGet();
			startForOthers();
		}
		return released;
	}

	private void startIfDue() {
		while (!this.waiting.isEmpty() && this.starting.compareAndSet(false, true)) {
			if (acquired()) {
				start();
				return;
			}
			this.starting.set(false);
			if (this.threads.get() >= this.limit) {
				return; // whoever ends after this looks at what waits
			}
		}
	}

	private void start() {
		try {
			this.executor.execute(this.work);
		}
		catch (RuntimeException | Error ex) {
			this.threads.decrementAndGet();
			this.starting.set(false);
			throw ex;
		}
	}

	private boolean acquired() {
		int present = this.threads.get();
		while (present < this.limit && !this.threads.compareAndSet(present, present + 1)) {
			present = this.threads.get();
		}
		return present < this.limit;
	}

	private void work() {
		this.starting.set(false);
		runWaiting();
	}

	private void runWaiting() {
		do {
			for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
				startForOthers();
				if (!run(task) && !acquired()) {
					return;
				}
			}
			this.threads.decrementAndGet();
		}
		while (!this.waiting.isEmpty() && acquired());
	}

	/** The task at hand may block for as long as it likes. */
	private void startForOthers() {
		try {
			startIfDue();
		}
		catch (RuntimeException | OutOfMemoryError ex) {
			// this thread or the next one runs what waits
		}
	}

	/**
	 * Without a thread at work nobody else would run what came beside a rejected task.
	 */
	private void runLeftBehind() {
		if (this.threads.get() == 0 && !this.waiting.isEmpty() && acquired()) {
			runWaiting();
		}
	}

	/** Returns whether the thread still counts. */
	private static boolean run(Runnable task) {
		Task releasable = (task instanceof Task known) ? known : null;
		if (releasable != null) {
			releasable.state = Task.RUNNING;
		}
		try {
			task.run();
		}
		catch (RuntimeException | Error ex) {
			Thread thread = Thread.currentThread();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
		}
		if (releasable == null || Task.STATE.compareAndSet(releasable, Task.RUNNING, Task.ENDED)) {
			return true;
		}
		releasable.endedAfterRelease();
		return false;
	}

	/** A task that can stop counting while it runs; it is executed once. */
	public abstract static class Task implements Runnable {

		private static final AtomicIntegerFieldUpdater<Task> STATE = AtomicIntegerFieldUpdater.newUpdater(Task.class,
				"state");

		private static final int RUNNING = 1;

		private static final int RELEASED = 2;

		private static final int ENDED = 3;

		private volatile int state;

		/** Called on the task's thread once it has ended, if it was released before. */
		protected void endedAfterRelease() {
		}

	}

}
