package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Completes asynchronous replies on an executor, without a task for each: a thread of the
 * executor goes on with the next reply. One more thread is asked for only when the last
 * that was asked for has begun, so that what one reply sets off may block without holding
 * up the others.
 */
final class ReplyCompletions {

	private final Executor executor;

	private final Queue<Runnable> ready = new ConcurrentLinkedQueue<>();

	/** Whether a thread was asked for that has not begun yet. */
	private final AtomicBoolean starting = new AtomicBoolean();

	ReplyCompletions(Executor executor) {
		this.executor = executor;
	}

	/** Runs a completion soon; from any thread. */
	void execute(Runnable completion) {
		this.ready.add(completion);
		if (!start()) {
			run(); // nobody must be left waiting
		}
	}

	/**
	 * Asks for a thread where nobody has done so. Whether there is one that begins, which
	 * there is not where the executor is shutting down or the machine has no threads
	 * left.
	 */
	private boolean start() {
		if (!this.starting.get() && this.starting.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				this.starting.set(false);
				return false;
			}
		}
		return true;
	}

	private void run() {
		this.starting.set(false);
		for (Runnable next = this.ready.poll(); next != null; next = this.ready.poll()) {
			if (!this.ready.isEmpty()) {
				boolean unused = start(); // this one goes on in any case
			}
			try {
				next.run();
			}
			catch (RuntimeException | Error ex) { // an observer's
				Thread thread = Thread.currentThread();
				thread.getUncaughtExceptionHandler().uncaughtException(thread, ex);
			}
		}
	}

}
