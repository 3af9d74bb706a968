package io.zmqf.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * So many tasks at once on another executor, which may have threads without limit, as
 * virtual ones are. The others wait here, first in, first out, for a thread that is done.
 */
final class LimitedExecutor implements Executor {

	private final Executor executor;

	private final Semaphore free;

	private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

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
		if (this.free.tryAcquire()) {
			try {
				this.executor.execute(this::runWaiting);
			}
			catch (RuntimeException | Error ex) {
				this.free.release();
				if (this.waiting.remove(task)) {
					throw ex;
				}
			}
		}
	}

	private void runWaiting() {
		do {
			try {
				for (Runnable task = this.waiting.poll(); task != null; task = this.waiting.poll()) {
					task.run();
				}
			}
			finally {
				this.free.release();
			}
		}
		while (!this.waiting.isEmpty() && this.free.tryAcquire());
	}

}
