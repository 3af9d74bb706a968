package io.zmqf.reactive;

import java.util.concurrent.Flow;
import java.util.function.Supplier;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.reactivestreams.Subscriber;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.util.context.ContextView;

import org.springframework.util.ClassUtils;

/**
 * Sends a request for each subscription, with the subscriber's context, and has the items
 * of its reply, or the answers of all.
 *
 * @since 0.1.0
 */
public final class RequestFlux {

	private static final boolean PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", RequestFlux.class.getClassLoader());

	private RequestFlux() {
	}

	/**
	 * The items of the reply to a request.
	 * @param <T> the type of an item
	 * @param request makes the request; a subscription sends it
	 * @return the items; cancelling the subscription cancels the request
	 */
	public static <T> Flux<T> of(Supplier<Flow.Publisher<T>> request) {
		return Flux.<T>deferContextual((context) -> Flux.from((subscriber) -> {
			if (PROPAGATION_PRESENT) {
				Propagation.send(request, context, subscriber);
			}
			else {
				send(request, subscriber);
			}
		})).contextCapture();
	}

	private static <T> void send(Supplier<Flow.Publisher<T>> request, Subscriber<? super T> subscriber) {
		JdkFlowAdapter.flowPublisherToFlux(request.get()).subscribe(subscriber);
	}

	/** Loaded where Micrometer's context propagation is there. */
	private static final class Propagation {

		private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

		static <T> void send(Supplier<Flow.Publisher<T>> request, ContextView context,
				Subscriber<? super T> subscriber) {
			try (ContextSnapshot.Scope scope = SNAPSHOTS.setThreadLocalsFrom(context)) {
				RequestFlux.send(request, subscriber);
			}
		}

	}

}
