package io.zmqf.service;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.zmqf.client.GuardedFuture;
import io.zmqf.message.ZmqRemoteException;
import org.jspecify.annotations.Nullable;

/**
 * Translates the problems of a method into its exceptions.
 *
 * @param exceptions the exceptions of the method, or {@code null} if it has none
 */
record CallFailures(@Nullable ProblemExceptions exceptions) {

	Throwable translate(ZmqRemoteException failure) {
		try {
			Throwable own = (this.exceptions != null) ? this.exceptions.exception(failure) : null;
			return (own != null) ? own : failure;
		}
		catch (Throwable ex) { // an Error, too: the caller waits
			return ex;
		}
	}

	/**
	 * Translates the failure of a reply.
	 * @param reply the reply to the request
	 * @return the translated reply, which is the same future if the method has no
	 * exceptions. Its cancellation cancels the request
	 */
	CompletableFuture<?> translate(CompletableFuture<?> reply) {
		return (this.exceptions != null) ? translate(reply, (value) -> value) : reply;
	}

	/**
	 * Translates the failure of a reply and converts its value.
	 * @param reply the reply to the request
	 * @param values the conversion of the value
	 * @return the translated reply. Its cancellation cancels the request
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
			catch (Throwable ex) { // the caller would wait forever
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
