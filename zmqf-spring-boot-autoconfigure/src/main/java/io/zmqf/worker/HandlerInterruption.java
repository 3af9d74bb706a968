package io.zmqf.worker;

import org.jspecify.annotations.Nullable;

/**
 * The thread of a handler that is interrupted once nobody waits, while it is the
 * handler's. Safe for threads.
 */
final class HandlerInterruption {

	/** The thread that may be interrupted; guarded by this, as is whether it was. */
	private @Nullable Thread thread;

	private boolean interrupted;

	/** The handler has the current thread from now on. */
	synchronized void begin() {
		this.thread = Thread.currentThread();
	}

	/** What the thread does next is no business of the handler. */
	synchronized void end() {
		this.thread = null;
		if (this.interrupted) {
			this.interrupted = false;
			boolean unused = Thread.interrupted();
		}
	}

	synchronized void interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

}
