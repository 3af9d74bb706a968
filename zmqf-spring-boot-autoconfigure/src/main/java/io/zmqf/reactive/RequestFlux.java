package io.zmqf.reactive;

import java.util.concurrent.Flow;
import java.util.function.Supplier;

import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/**
 * Sends a request for each subscription, with the subscriber's context, and has the items
 * of its reply, or the answers of all.
 *
 * @since 0.1.0
 */
public final class RequestFlux {

	private RequestFlux() {
	}

	/**
	 * The items of the reply to a request.
	 * @param <T> the type of an item
	 * @param request makes the request; a subscription sends it
	 * @return the items; cancelling the subscription cancels the request
	 */
	public static <T> Flux<T> of(Supplier<Flow.Publisher<T>> request) {
		return Flux
			.<T>deferContextual((context) -> Flux.from((subscriber) -> SubscriberContext.call(context,
					() -> JdkFlowAdapter.flowPublisherToFlux(request.get()).subscribeWith(subscriber))))
			.contextCapture();
	}

}
