package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The thread that a delegate was asked for and has not begun, one at a time. Safe for
 * threads.
 */
final class RequestedThread {

	private final Executor delegate;

	private final Runnable work;

	private final Runnable refused;

	private final AtomicReference<State> state = new AtomicReference<>(State.NONE);

	private final Runnable begin = this::begin;

	private enum State {

		NONE, DUE, TAKEN

	}

	/**
	 * Creates a request that is not made.
	 * @param delegate the executor that has the threads
	 * @param work the work of the thread
	 * @param refused a callback for a request that the delegate rejects, unless another
	 * thread has taken it
	 */
	RequestedThread(Executor delegate, Runnable work, Runnable refused) {
		this.delegate = delegate;
		this.work = work;
		this.refused = refused;
	}

	boolean isDue() {
		return this.state.get() == State.DUE;
	}

	/**
	 * Requests the thread. Where another one has taken a former request, what the
	 * delegate has yet to run begins this, too.
	 * @return {@code false} where it is due already
	 * @throws RejectedExecutionException if the delegate has none
	 */
	boolean request() {
		State before = this.state.getAndSet(State.DUE);
		if (before == State.NONE) {
			try {
				this.delegate.execute(this.begin);
			}
			catch (Throwable ex) {
				if (this.state.getAndSet(State.NONE) == State.DUE) {
					this.refused.run();
				}
				throw ex;
			}
		}
		return before != State.DUE;
	}

	/**
	 * Takes the place of the requested thread, which finds nothing to do.
	 * @return whether it was due
	 */
	boolean take() {
		return this.state.compareAndSet(State.DUE, State.TAKEN);
	}

	private void begin() {
		boolean interrupted = Thread.interrupted(); // a caller that does the work itself
		if (this.state.getAndSet(State.NONE) == State.DUE) {
			this.work.run();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
