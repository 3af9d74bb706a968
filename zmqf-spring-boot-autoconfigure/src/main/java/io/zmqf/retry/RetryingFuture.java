package io.zmqf.retry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.zmqf.client.GuardedFuture;
import io.zmqf.message.Cancellation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * What an asynchronous caller gets: the reply to one of several attempts. Cancelling it
 * cancels the attempt that is under way, and there is no other.
 */
final class RetryingFuture<T extends @Nullable Object> extends GuardedFuture<T> {

	private final RetryPolicy policy;

	private final BackOffExecution backOff;

	private final Supplier<Duration> timeLeft;

	private final Executor executor;

	private final Supplier<CompletableFuture<T>> attempts;

	private volatile @Nullable CompletableFuture<T> current;

	RetryingFuture(RetryPolicy policy, Supplier<Duration> timeLeft, Executor executor,
			Supplier<CompletableFuture<T>> attempts) {
		super(null);
		this.policy = policy;
		this.backOff = policy.getBackOff().start();
		this.timeLeft = timeLeft;
		this.executor = executor;
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
		if (isDone()) { // in the pause
			return;
		}
		try {
			CompletableFuture<T> attempt = this.attempts.get();
			this.current = attempt;
			guardAs(attempt);
			if (isDone()) {
				attempt.cancel(false);
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
			if (!isDone() && !again(cause)) {
				completeExceptionally(cause);
			}
		}
		catch (Throwable ex) { // the policy's
			cause.addSuppressed(ex);
			completeExceptionally(cause);
		}
	}

	private boolean again(Throwable failure) {
		if (!this.policy.shouldRetry(failure)) {
			return false;
		}
		long pause = this.backOff.nextBackOff();
		if (pause == BackOffExecution.STOP || pause >= this.timeLeft.get().toMillis()) {
			return false;
		}
		Executor later = delayedExecutor(pause, TimeUnit.MILLISECONDS, (attempt) -> {
			try {
				this.executor.execute(attempt);
			}
			catch (Throwable ex) {
				// It is shutting down, or has no threads
				completeExceptionally(failure);
			}
		});
		later.execute(this::attempt);
		return true;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		CompletableFuture<T> attempt = this.current;
		if (cancelled && attempt != null) {
			attempt.cancel(mayInterruptIfRunning);
		}
		return cancelled;
	}

}
