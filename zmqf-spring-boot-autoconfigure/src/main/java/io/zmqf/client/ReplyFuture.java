package io.zmqf.client;

import java.lang.reflect.Type;

import io.zmqf.message.JsonData;
import io.zmqf.transport.LimitedExecutor;
import org.jspecify.annotations.Nullable;

/**
 * What an asynchronous caller gets: cancelling it frees all that the request holds. It is
 * told of the outcome itself, and is its own task on the executor that completes it.
 */
final class ReplyFuture<T extends @Nullable Object> extends GuardedFuture<T>
		implements PendingRequest.Outcome, Runnable {

	private final JsonData json;

	private final Type type;

	private final RequestObserver.Observed observed;

	private final LimitedExecutor completions;

	private @Nullable PendingRequest request;

	private byte @Nullable [][] frames;

	private @Nullable RuntimeException failure;

	ReplyFuture(JsonData json, Type type, RequestObserver.Observed observed, LimitedExecutor completions,
			Runnable guard) {
		super(guard);
		this.json = json;
		this.type = type;
		this.observed = observed;
		this.completions = completions;
	}

	/** Whose outcome this will be, before it is submitted. */
	void of(PendingRequest made) {
		this.request = made;
	}

	@Override
	public void ended(byte @Nullable [][] reply, @Nullable RuntimeException reason) {
		this.frames = reply;
		this.failure = reason;
		try {
			this.completions.executeAnywhere(this);
		}
		catch (RuntimeException | Error ex) { // the caller still waits
			run();
		}
	}

	@Override
	@SuppressWarnings({ "unchecked", "NullAway" }) // the request is there before it ends
	public void run() {
		byte[][] received = this.frames;
		this.frames = null;
		try {
			if (received == null) {
				throw this.request.failure(this.failure);
			}
			T reply = (T) this.request.read(received, this.json, this.type);
			end(null, () -> complete(reply));
		}
		catch (RuntimeException | Error ex) {
			end(ex, () -> completeExceptionally(ex));
		}
	}

	/** Whatever the observer does, the caller gets the outcome. */
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
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled && this.request != null) {
			this.request.abandon();
		}
		return cancelled;
	}

}
