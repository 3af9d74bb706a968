package io.zmqf.reactive;

import java.util.concurrent.Flow;
import java.util.function.Supplier;

import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * Sends a request for each subscription within the subscriber's context, and publishes
 * the items of its stream or its gathered replies.
 *
 * @since 0.1.0
 */
public final class RequestFlux {

	private RequestFlux() {
	}

	/**
	 * Creates a {@code Flux} for a request.
	 * @param <T> the type of an item
	 * @param request the supplier that sends the request for each subscription
	 * @return the items; cancelling the subscription cancels the request
	 */
	public static <T> Flux<T> of(Supplier<Flow.Publisher<T>> request) {
		return Flux
			.<T>deferContextual((context) -> Flux.from((subscriber) -> SubscriberContext.call(context,
					() -> JdkFlowAdapter.flowPublisherToFlux(request.get()).subscribeWith(subscriber))))
			.contextCapture();
	}

}
