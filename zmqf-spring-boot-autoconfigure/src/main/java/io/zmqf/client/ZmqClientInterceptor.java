package io.zmqf.client;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Stands between callers and a client: sees and changes requests, replies in the place of
 * the peer, or observes the outcome. Beans of this type intercept the requests of all
 * clients of the application, in their order; each call once, however often it is sent.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqClientInterceptor {

	/**
	 * Passes on a request, or replies to it; called on the caller's thread.
	 * @param request the request, which may be changed
	 * @param next the next interceptor, or the client. Where the caller waits for the
	 * reply, it waits too, and the stage that it returns has ended
	 * @return the outcome of the next one, or another one: the data of the reply as the
	 * caller's type, or an exception. The outcome of a stream, and of answers that are
	 * given as they come, is the {@code Stream} or the publisher, before its first item.
	 * If it fails, or completes after the request's timeout, the requests that were sent
	 * are cancelled
	 */
	CompletionStage<@Nullable Object> intercept(ZmqClientRequest request, Execution next);

	/** Passes on a request. */
	@FunctionalInterface
	interface Execution {

		/**
		 * Sends the request.
		 * @param request the request
		 * @return its outcome
		 */
		CompletionStage<@Nullable Object> execute(ZmqClientRequest request);

	}

}
