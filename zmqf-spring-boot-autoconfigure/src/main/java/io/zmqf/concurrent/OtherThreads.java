package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * An executor that never runs a task on the submitting thread, which may be an event
 * loop. If the delegate would run a task there, the task runs on a separate thread.
 *
 * @param delegate the delegate
 * @param classLoader the context class loader of separate threads
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
