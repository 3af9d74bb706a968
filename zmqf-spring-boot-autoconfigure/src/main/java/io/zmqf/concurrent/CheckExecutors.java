package io.zmqf.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The executors and the clock of the checks for blocked tasks.
 *
 * @param atTasks the executor that checks queued tasks after a delay, on a shared thread
 * @param atThreads the executor that checks the delegate's threads after a longer delay
 * @param elsewhere the executor that requests a thread from the delegate after a check
 * @param nanoTime the clock
 */
record CheckExecutors(Executor atTasks, Executor atThreads, Executor elsewhere, LongSupplier nanoTime) {

	/**
	 * The default executors. Checks run on the JVM's thread of delayed tasks, as any
	 * other may be a new thread. Requests run elsewhere, because a delegate may run a
	 * task on the calling thread.
	 */
	static final CheckExecutors SYSTEM = new CheckExecutors(after(1), after(100), CompletableFuture::runAsync,
			System::nanoTime);

	private static Executor after(long millis) {
		return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
	}

}
