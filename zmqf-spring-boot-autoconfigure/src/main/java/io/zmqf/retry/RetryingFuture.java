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
 * The future of an asynchronous request with several attempts. Cancelling it cancels the
 * current attempt and prevents further ones.
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
	 * @param pauses the time until the next attempt after a failure in milliseconds,
	 * negative if there is none
	 * @param executor the executor of further attempts
	 * @param end the cancellation of the client, which ends a pause
	 * @param attempts the supplier of attempts, which sends one for each call
	 */
	RetryingFuture(ToLongFunction<Throwable> pauses, Executor executor, Cancellation end,
			Supplier<CompletableFuture<T>> attempts) {
		super(null);
		this.pauses = pauses;
		this.executor = executor;
		this.end = end;
		this.attempts = attempts;
	}

	/** Cancels this request together with an enclosing request, also during a pause. */
	void isPartOf(Cancellation whole) {
		if (whole != Cancellation.NONE) {
			Cancellation.Registration part = whole.onCancel(() -> cancel(false));
			whenComplete((reply, failure) -> part.close());
		}
	}

	void attempt() {
		if (this.abandoned || isDone()) { // cancelled during the pause
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
		catch (Throwable ex) { // otherwise the future would never complete
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
		catch (Throwable ex) { // the retry policy failed
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
				// the executor was shut down, or has no threads
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
