package io.zmqf.worker;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a handler that are interrupted once nobody waits, while they are the
 * handler's: one that calls what it has returned may do so until after the next one has
 * begun. Safe for threads.
 */
final class HandlerInterruption {

	/** The threads that may be interrupted; guarded by this, as are those that were. */
	private final List<Thread> threads = new ArrayList<>(1);

	private final List<Thread> interrupted = new ArrayList<>(1);

	/** The handler has the current thread from now on. */
	synchronized void begin() {
		this.threads.add(Thread.currentThread());
	}

	/** What the thread does next is no business of the handler. */
	synchronized void end() {
		this.threads.remove(Thread.currentThread());
		if (this.interrupted.remove(Thread.currentThread())) {
			boolean unused = Thread.interrupted();
		}
	}

	synchronized void interrupt() {
		for (Thread thread : this.threads) {
			this.interrupted.add(thread);
			thread.interrupt();
		}
	}

}
