package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * An executor that never runs a task on the thread that gives it, which may be one that
 * all connections need. What its delegate runs there gets a thread of its own.
 *
 * @param delegate the executor that has the threads
 * @param classLoader the context class loader of a thread of the library's own
 * @since 0.1.0
 */
public record OtherThreads(Executor delegate, @Nullable ClassLoader classLoader) implements Executor {

	/**
	 * Runs a task on another thread.
	 * @throws RejectedExecutionException if the delegate rejects it
	 */
	@Override
	public void execute(Runnable task) {
		Handover handover = new Handover(task, this.classLoader);
		try {
			this.delegate.execute(handover);
		}
		finally {
			handover.giver = null;
		}
	}

	private static final class Handover implements Runnable {

		private final Runnable task;

		private final @Nullable ClassLoader classLoader;

		/** The thread that is giving the task. */
		private volatile @Nullable Thread giver = Thread.currentThread();

		private Handover(Runnable task, @Nullable ClassLoader classLoader) {
			this.task = task;
			this.classLoader = classLoader;
		}

		@Override
		public void run() {
			if (this.giver == Thread.currentThread()) {
				UncountedTask.runOnItsOwn(this.task, this.classLoader);
			}
			else {
				this.task.run();
			}
		}

	}

}
