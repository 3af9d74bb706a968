package io.zmqf.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When and where an executor looks whether tasks are stuck.
 *
 * @param atTasks the executor that runs a look at what waits, after a while, on a thread
 * of others
 * @param atThreads the executor that runs a look at the delegate's threads, after a
 * longer while
 * @param elsewhere the executor that asks the delegate for a thread where a look finds
 * that it has to
 * @param nanoTime the clock
 */
record Looks(Executor atTasks, Executor atThreads, Executor elsewhere, LongSupplier nanoTime) {

	/**
	 * On the thread of all delays: where threads are few, any other would be a new one. A
	 * delegate can run its caller, which that thread must not become.
	 */
	static final Looks SYSTEM = new Looks(after(1), after(100), CompletableFuture::runAsync, System::nanoTime);

	private static Executor after(long millis) {
		return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
	}

}
