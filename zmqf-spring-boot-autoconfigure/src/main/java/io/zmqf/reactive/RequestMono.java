package io.zmqf.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends a request for each subscription within the subscriber's context, and publishes
 * its reply.
 *
 * @since 0.1.0
 */
public final class RequestMono {

	private RequestMono() {
	}

	/**
	 * Creates a {@code Mono} for a request.
	 * @param <T> the type of the reply
	 * @param request the supplier that sends the request for each subscription
	 * @return the reply, empty if it has no data; cancelling the subscription cancels the
	 * future
	 */
	public static <T> Mono<T> of(Supplier<? extends CompletableFuture<? extends @Nullable T>> request) {
		return Mono.<T>deferContextual((context) -> Mono.fromFuture(SubscriberContext.call(context, request)))
			.contextCapture();
	}

}
