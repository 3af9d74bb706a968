package io.zmqf.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends a request for each subscription, with the subscriber's context.
 *
 * @since 0.1.0
 */
public final class RequestMono {

	private RequestMono() {
	}

	/**
	 * The reply of a request.
	 * @param <T> the type of the reply
	 * @param request the call that sends the request
	 * @return the reply, empty for none; cancelling it cancels the future
	 */
	public static <T> Mono<T> of(Supplier<? extends CompletableFuture<? extends @Nullable T>> request) {
		return Mono.<T>deferContextual((context) -> Mono.fromFuture(SubscriberContext.call(context, request)))
			.contextCapture();
	}

}
