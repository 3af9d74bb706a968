package io.zmqf.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the problems that a method may end with into its exceptions.
 *
 * @param exceptions the exceptions, {@code null} where it has none
 */
record CallFailures(@Nullable ProblemExceptions exceptions) {

	Throwable translate(ZmqRemoteException failure) {
		Throwable own = (this.exceptions != null) ? this.exceptions.exception(failure) : null;
		return (own != null) ? own : failure;
	}

	/**
	 * The same outcome with the method's own exceptions.
	 * @param reply the outcome of the request
	 * @return the same future where there are none; cancelling it cancels the request
	 */
	<T> CompletableFuture<T> translate(CompletableFuture<T> reply) {
		if (this.exceptions == null) {
			return reply;
		}
		TranslatedReply<T> translated = new TranslatedReply<>(reply);
		reply.whenComplete((value, failure) -> {
			Throwable cause = (failure instanceof CompletionException && failure.getCause() != null)
					? failure.getCause() : failure;
			if (cause == null) {
				translated.complete(value);
			}
			else {
				translated
					.completeExceptionally((cause instanceof ZmqRemoteException remote) ? translate(remote) : cause);
			}
		});
		return translated;
	}

	private static final class TranslatedReply<T> extends CompletableFuture<T> {

		private final CompletableFuture<T> reply;

		TranslatedReply(CompletableFuture<T> reply) {
			this.reply = reply;
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			boolean cancelled = super.cancel(mayInterruptIfRunning);
			this.reply.cancel(mayInterruptIfRunning);
			return cancelled;
		}

	}

}
