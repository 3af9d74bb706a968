package io.zmqf.transport.nio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.zmqf.transport.TransportListener;

/**
 * Recovers an event loop after failures. It continues the loop, replaces its selector and
 * all sockets, or ends the loop. Belongs to the loop's thread.
 */
final class LoopRecovery {

	/** The number of consecutive failures after which the selector is replaced. */
	private static final int REPLACED_AFTER = 2;

	private static final int BROKEN_AFTER = 8;

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final EventLoop loop;

	private final TransportListener listener;

	private int failures;

	/**
	 * Creates the recovery.
	 * @param loop the loop
	 * @param listener the listener to notify
	 */
	LoopRecovery(EventLoop loop, TransportListener listener) {
		this.loop = loop;
		this.listener = listener;
	}

	/** Resets the number of failures, after a turn has succeeded. */
	void reset() {
		this.failures = 0;
	}

	/** Recovers from a failure. The caller does not hold the loop. */
	void recover(Throwable failure) {
		this.failures++;
		try {
			if (this.failures >= BROKEN_AFTER) {
				giveUp(failure);
			}
			else if (this.failures >= REPLACED_AFTER || !this.loop.channels.isOpen()) {
				LockSupport.parkNanos(RETRY_NANOS << (this.failures - 1));
				this.loop.hold(() -> replace(failure), true);
			}
			else {
				this.loop.report(failure);
			}
		}
		catch (Throwable ex) {
			this.loop.report(ex);
		}
	}

	/** Replaces the selector and all sockets. */
	private void replace(Throwable failure) {
		try {
			this.loop.channels().replace();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
			this.loop.report(failure);
			return;
		}
		onSockets(SocketRunner::restart);
		this.listener.ioFailed(failure);
	}

	private void giveUp(Throwable failure) {
		try {
			this.loop.end(() -> onSockets(SocketRunner::end));
		}
		finally {
			this.listener.ioBroken(failure);
		}
	}

	private void onSockets(Consumer<SocketRunner> change) {
		new ArrayList<>(this.loop.sockets()).forEach((socket) -> this.loop.guarded(() -> change.accept(socket)));
	}

}
