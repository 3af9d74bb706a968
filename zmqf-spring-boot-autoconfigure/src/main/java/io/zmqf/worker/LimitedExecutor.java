package io.zmqf.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * So many tasks at once on another executor, which may have threads without limit, as
 * virtual ones are. The others wait here, first in, first out. A thread that is done goes
 * on with the next task, and one more is asked for only when the last that was asked for
 * has begun: tasks that take less time than it takes to wake a thread keep few threads
 * busy, tasks that block get as many as are allowed.
 */
final class LimitedExecutor implements Executor {

	private final Executor executor;

	private final Semaphore free;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

	/** Whether a thread was asked for that has not begun yet. */
	private volatile boolean starting;

	LimitedExecutor(Executor executor, int limit) {
		this.executor = executor;
		this.free = new Semaphore(limit);
	}

	/**
	 * Runs a task now or later; one at a time, so that no task is left behind where
	 * another one is rejected.
	 * @throws RejectedExecutionException if the other executor does not take it
	 */
	@Override
	public synchronized void execute(Runnable task) {
		this.waiting.add(task);
		try {
			start();
		}
		catch (RuntimeException | Error ex) {
			if (this.waiting.remove(task)) {
				throw ex;
			}
		}
	}

	private synchronized void start() {
		if (this.starting || !this.free.tryAcquire()) {
			return; // who begins or ends after this looks at what waits
		}
		this.starting = true;
		try {
			this.executor.execute(this::runWaiting);
		}
		catch (RuntimeException | Error ex) {
			this.starting = false;
			this.free.release();
			throw ex;
		}
	}

	private void runWaiting() {
		this.starting = false;
		do {
			try {
				for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
					startForOthers();
					task.run();
				}
			}
			finally {
				this.free.release();
			}
		}
		while (!this.waiting.isEmpty() && this.free.tryAcquire());
	}

	/** The task at hand may block for as long as it likes. */
	private void startForOthers() {
		if (!this.starting && !this.waiting.isEmpty()) {
			try {
				start();
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// what waits is done by this thread, then
			}
		}
	}

}
