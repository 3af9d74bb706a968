package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

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
		AtomicReference<@Nullable Thread> giver = new AtomicReference<>(Thread.currentThread());
		try {
			this.delegate.execute(() -> {
				if (giver.get() == Thread.currentThread()) {
					OwnThread.run(task, this.classLoader);
				}
				else {
					task.run();
				}
			});
		}
		finally {
			giver.set(null);
		}
	}

}
