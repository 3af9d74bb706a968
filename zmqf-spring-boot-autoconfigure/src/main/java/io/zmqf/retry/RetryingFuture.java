package io.zmqf.retry;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.zmqf.client.GuardedFuture;
import io.zmqf.message.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * What an asynchronous caller gets: the reply to one of several attempts. Cancelling it
 * cancels the attempt that is under way, and there is no other.
 */
final class RetryingFuture<T extends @Nullable Object> extends GuardedFuture<T> {

	private final ToLongFunction<Throwable> pauses;

	private final Executor executor;

	private final Cancellation end;

	private final Supplier<CompletableFuture<T>> attempts;

	private volatile @Nullable CompletableFuture<T> current;

	private volatile boolean abandoned;

	/**
	 * Creates a future without an attempt.
	 * @param pauses the milliseconds until the attempt after a failure, negative for none
	 * @param executor the executor of later attempts
	 * @param end the end of the client, which ends a pause
	 * @param attempts the attempts
	 */
	RetryingFuture(ToLongFunction<Throwable> pauses, Executor executor, Cancellation end,
			Supplier<CompletableFuture<T>> attempts) {
		super(null);
		this.pauses = pauses;
		this.executor = executor;
		this.end = end;
		this.attempts = attempts;
	}

	/** Ends with the request that this one is a part of, in its pauses as well. */
	void isPartOf(Cancellation whole) {
		if (whole != Cancellation.NONE) {
			Cancellation.Registration part = whole.onCancel(() -> cancel(false));
			whenComplete((reply, failure) -> part.close());
		}
	}

	void attempt() {
		if (this.abandoned || isDone()) { // in the pause
			return;
		}
		try {
			CompletableFuture<T> attempt = this.attempts.get();
			this.current = attempt;
			guardAs(attempt);
			if (this.abandoned || isDone()) {
				attempt.cancel(true);
			}
			attempt.whenComplete(this::ended);
		}
		catch (Throwable ex) { // nobody else would tell the caller
			completeExceptionally(ex);
		}
	}

	private void ended(T reply, @Nullable Throwable failure) {
		if (failure == null) {
			complete(reply);
			return;
		}
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		try {
			if (!isDone() && (this.abandoned || !again(cause))) {
				completeExceptionally(cause);
			}
		}
		catch (Throwable ex) { // the policy's
			cause.addSuppressed(ex);
			completeExceptionally(cause);
		}
	}

	private boolean again(Throwable failure) {
		long pause = this.pauses.applyAsLong(failure);
		if (pause < 0) {
			return false;
		}
		CompletableFuture<@Nullable Void> over = new CompletableFuture<@Nullable Void>().completeOnTimeout(null, pause,
				TimeUnit.MILLISECONDS);
		Cancellation.Registration client = this.end.onCancel(() -> over.complete(null));
		over.thenRun(() -> {
			client.close();
			try {
				this.executor.execute(this::attempt);
			}
			catch (Throwable ex) {
				// It is shutting down, or has no threads
				completeExceptionally(failure);
			}
		});
		return true;
	}

	@Override
	protected void abandon() {
		this.abandoned = true;
		CompletableFuture<T> attempt = this.current;
		if (attempt != null) {
			attempt.cancel(true);
		}
	}

}
