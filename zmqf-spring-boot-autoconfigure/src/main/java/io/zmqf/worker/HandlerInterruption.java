package io.zmqf.worker;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The threads of a handler, which are interrupted when its request is cancelled. There
 * can be several: a source that the handler has returned can be called before the handler
 * has ended. Thread-safe.
 */
final class HandlerInterruption {

	/**
	 * The threads to interrupt, with {@code true} if they were interrupted. Guarded by
	 * {@code this}.
	 */
	private final Map<Thread, Boolean> threads = new IdentityHashMap<>(2);

	/** Adds the current thread. */
	synchronized void begin() {
		this.threads.put(Thread.currentThread(), false);
	}

	/**
	 * Removes the current thread and clears its interrupt status if it was interrupted
	 * here.
	 */
	synchronized void end() {
		if (Boolean.TRUE.equals(this.threads.remove(Thread.currentThread()))) {
			boolean unused = Thread.interrupted();
		}
	}

	synchronized void interrupt() {
		this.threads.replaceAll((thread, before) -> {
			thread.interrupt();
			return true;
		});
	}

}
