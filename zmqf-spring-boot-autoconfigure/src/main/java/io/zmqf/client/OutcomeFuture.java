package io.zmqf.client;

import io.zmqf.concurrent.LimitedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The future of an asynchronous request. Its cancellation releases everything that the
 * request holds. It is also its own outcome callback, and the task that completes it on
 * the executor.
 *
 * @param <T> the type of the decoded reply
 */
abstract class OutcomeFuture<T extends @Nullable Object> extends GuardedFuture<T> implements Outcome, Runnable {

	private final RequestObserver.Observed observed;

	private final LimitedExecutor completions;

	private @Nullable PendingRequest request;

	private byte @Nullable [][] frames;

	private @Nullable RuntimeException failure;

	OutcomeFuture(ClientContext context, RequestObserver.Observed observed) {
		super(context.guard());
		this.observed = observed;
		this.completions = context.completions();
	}

	/** Sets the request of this outcome, before the request is submitted. */
	final void of(PendingRequest made) {
		this.request = made;
	}

	/** Reports to the observer that the request ended without an outcome. */
	final void endsWithout(Throwable reason) {
		this.observed.end(reason);
	}

	/** Returns the request, which must have been set. */
	@SuppressWarnings("NullAway") // callers have set it or received its outcome
	final PendingRequest request() {
		return this.request;
	}

	@Override
	public final void ended(byte @Nullable [][] reply, @Nullable RuntimeException reason) {
		this.frames = reply;
		this.failure = reason;
		try {
			this.completions.execute(this);
		}
		catch (Throwable ex) { // the future must complete without the executor
			run();
		}
	}

	@Override
	public final void run() {
		byte[][] received = this.frames;
		this.frames = null;
		try {
			if (received == null) {
				throw request().failure(this.failure);
			}
			T outcome = read(received);
			end(null, () -> complete(outcome));
		}
		catch (Throwable ex) {
			end(ex, () -> completeExceptionally(ex));
		}
	}

	/** Decodes the reply, on the executor's thread. */
	abstract T read(byte[][] received);

	/** Completes the future even if the observer throws. */
	private void end(@Nullable Throwable ending, Runnable completion) {
		try {
			this.observed.end(ending);
			this.observed.callBack(completion);
		}
		finally {
			completion.run();
		}
	}

	@Override
	protected final void abandon() {
		if (this.request != null) {
			this.request.abandon();
		}
	}

}
