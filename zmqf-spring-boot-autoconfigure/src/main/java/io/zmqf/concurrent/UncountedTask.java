package io.zmqf.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A task beside those that count. It runs once: on a thread of an executor, or on one of
 * its own where that has none, or none soon.
 */
final class UncountedTask implements Runnable {

	/** When the task has begun, unless all threads are stuck. */
	static final Executor SOON = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, Runnable::run);

	private final Runnable task;

	private final AtomicBoolean begun = new AtomicBoolean();

	UncountedTask(Runnable task) {
		this.task = task;
	}

	void executeOn(Executor executor) {
		try {
			executor.execute(this);
			if (!this.begun.get()) {
				SOON.execute(() -> {
					if (!this.begun.get()) {
						runOnItsOwn(this);
					}
				});
			}
		}
		catch (Throwable ex) {
			runOnItsOwn(this);
		}
	}

	static void runOnItsOwn(Runnable task) {
		try {
			start(task);
		}
		catch (Throwable ex) { // no more threads
			task.run();
		}
	}

	static void start(Runnable task) {
		Thread thread = new Thread(task, "zmqf-beside");
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
