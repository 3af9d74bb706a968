package io.zmqf.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.zmqf.client.GuardedFuture;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the problems that a method may end with into its exceptions.
 *
 * @param exceptions the exceptions, {@code null} where it has none
 */
record CallFailures(@Nullable ProblemExceptions exceptions) {

	Throwable translate(ZmqRemoteException failure) {
		try {
			Throwable own = (this.exceptions != null) ? this.exceptions.exception(failure) : null;
			return (own != null) ? own : failure;
		}
		catch (Throwable ex) { // as of the class of the exception: the caller still waits
			return ex;
		}
	}

	/**
	 * The same outcome with the method's own exceptions.
	 * @param reply the outcome of the request
	 * @return the same future where there are none; cancelling it cancels the request
	 */
	CompletableFuture<?> translate(CompletableFuture<?> reply) {
		return (this.exceptions != null) ? translate(reply, (value) -> value) : reply;
	}

	/**
	 * The outcome with the method's own exceptions and another value.
	 * @param reply the outcome of the request
	 * @param values the conversion of the value of the reply
	 * @return the outcome; cancelling it cancels the request
	 */
	CompletableFuture<?> translate(CompletableFuture<?> reply, Function<@Nullable Object, @Nullable Object> values) {
		TranslatedReply translated = new TranslatedReply(reply);
		reply.whenComplete((value, failure) -> {
			try {
				if (failure == null) {
					translated.complete(values.apply(value));
				}
				else {
					translated.completeExceptionally(translated(failure));
				}
			}
			catch (Throwable ex) { // nobody else would tell the caller
				translated.completeExceptionally(ex);
			}
		});
		return translated;
	}

	private Throwable translated(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof ZmqRemoteException remote) ? translate(remote) : cause;
	}

	private static final class TranslatedReply extends GuardedFuture<@Nullable Object> {

		private final CompletableFuture<?> reply;

		TranslatedReply(CompletableFuture<?> reply) {
			super(null);
			this.reply = reply;
			guardAs(reply);
		}

		@Override
		protected void abandon() {
			this.reply.cancel(true);
		}

	}

}
