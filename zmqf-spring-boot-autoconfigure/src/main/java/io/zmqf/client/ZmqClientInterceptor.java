package io.zmqf.client;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Intercepts requests between a caller and a client. It can change a request, reply to it
 * instead of the peer, or observe its outcome. Beans of this type, in their order,
 * intercept the requests of all clients of the application. A call is intercepted once,
 * even if its request is sent more than once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ZmqClientInterceptor {

	/**
	 * Passes on a request, or replies to it. Called on the caller's thread.
	 * @param request the request, which may be changed
	 * @param next the next interceptor, or the client. If the caller waits for the reply,
	 * {@code next} waits too and returns a completed stage
	 * @return the outcome of {@code next}, or another one: the data of the reply in the
	 * caller's type, or an exception. For a stream or a publisher, the outcome is the
	 * {@code Stream} or publisher itself, before its first item. If the stage fails, or
	 * completes after the request's timeout, all requests that {@code next} sent are
	 * cancelled
	 */
	CompletionStage<@Nullable Object> intercept(ZmqClientRequest request, Execution next);

	/** Passes on a request. */
	@FunctionalInterface
	interface Execution {

		/**
		 * Sends the request.
		 * @param request the request
		 * @return the outcome
		 */
		CompletionStage<@Nullable Object> execute(ZmqClientRequest request);

	}

}
