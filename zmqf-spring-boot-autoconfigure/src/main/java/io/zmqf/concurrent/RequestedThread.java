package io.zmqf.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The request of a thread from a delegate. At most one request is pending. Thread-safe.
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
	 * Creates a request, which is not submitted.
	 * @param delegate the executor that has the threads
	 * @param work the work of the thread
	 * @param refused the callback for a request that the delegate rejects, unless another
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
	 * Requests the thread. If another thread has taken a former request, the delegate's
	 * pending task serves this one too.
	 * @return {@code false} if a request is pending already
	 * @throws RejectedExecutionException if the delegate rejects the request
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
	 * Takes over the pending request. The requested thread then has nothing to do.
	 * @return {@code true} if a request was pending
	 */
	boolean take() {
		return this.state.compareAndSet(State.DUE, State.TAKEN);
	}

	private void begin() {
		boolean interrupted = Thread.interrupted(); // the caller's, if it runs the work
		if (this.state.getAndSet(State.NONE) == State.DUE) {
			this.work.run();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
