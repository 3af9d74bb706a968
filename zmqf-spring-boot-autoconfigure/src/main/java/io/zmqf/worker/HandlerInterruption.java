package io.zmqf.worker;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The threads of a handler that are interrupted once nobody waits, while they are the
 * handler's: more than one where what it has returned is called before it has ended. Safe
 * for threads.
 */
final class HandlerInterruption {

	/** The threads that may be interrupted, and whether they were; guarded by this. */
	private final Map<Thread, Boolean> threads = new IdentityHashMap<>(2);

	/** The handler has the current thread from now on. */
	synchronized void begin() {
		this.threads.put(Thread.currentThread(), false);
	}

	/** What the thread does next is no business of the handler. */
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
