package io.zmqf.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A task beside those that count. It runs once: on a thread of an executor, or on one of
 * its own where that has none, or none soon.
 */
final class UncountedTask implements Runnable {

	/** When the task has begun, unless all threads are stuck. */
	static final Executor SOON = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Runnable::run);

	private final Runnable task;

	private final @Nullable ClassLoader classLoader;

	private final AtomicBoolean begun = new AtomicBoolean();

	/**
	 * Creates a task that has not begun.
	 * @param task the task
	 * @param classLoader the context class loader of a thread of its own
	 */
	UncountedTask(Runnable task, @Nullable ClassLoader classLoader) {
		this.task = task;
		this.classLoader = classLoader;
	}

	void executeOn(Executor executor) {
		try {
			executor.execute(this);
			if (!this.begun.get()) {
				SOON.execute(() -> {
					if (!this.begun.get()) {
						runOnItsOwn(this, this.classLoader);
					}
				});
			}
		}
		catch (Throwable ex) {
			runOnItsOwn(this, this.classLoader);
		}
	}

	static void runOnItsOwn(Runnable task, @Nullable ClassLoader classLoader) {
		try {
			start(task, classLoader);
		}
		catch (Throwable ex) { // no more threads
			task.run();
		}
	}

	/** Whoever starts the thread may be one of the JDK's. */
	static void start(Runnable task, @Nullable ClassLoader classLoader) {
		Thread thread = new Thread(task, "zmqf-beside");
		thread.setContextClassLoader(classLoader);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void run() {
		if (this.begun.compareAndSet(false, true)) {
			this.task.run();
		}
	}

}
