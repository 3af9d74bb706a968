package io.zmqf.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
		start();
	}

	private void start() {
		if (!this.starting.get() && this.starting.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RejectedExecutionException ex) {
				run(); // it is shutting down, and nobody must be left waiting
			}
		}
	}

	private void run() {
		this.starting.set(false);
		for (Runnable next = this.ready.poll(); next != null; next = this.ready.poll()) {
			if (!this.ready.isEmpty()) {
				start();
			}
			next.run();
		}
	}

}
