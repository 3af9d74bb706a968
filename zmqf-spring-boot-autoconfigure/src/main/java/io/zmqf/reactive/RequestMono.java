package io.zmqf.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import org.springframework.util.ClassUtils;

/**
 * Sends a request for each subscription, with the subscriber's context.
 *
 * @since 0.1.0
 */
public final class RequestMono {

	private static final boolean PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", RequestMono.class.getClassLoader());

	private RequestMono() {
	}

	/**
	 * The reply of a request.
	 * @param <T> the type of the reply
	 * @param request the call that sends the request
	 * @return the reply, empty for none; cancelling it cancels the future
	 */
	public static <T> Mono<T> of(Supplier<? extends CompletableFuture<? extends @Nullable T>> request) {
		return Mono.<T>deferContextual(
				(context) -> Mono.fromFuture(PROPAGATION_PRESENT ? Propagation.send(request, context) : request.get()))
			.contextCapture();
	}

	/** Loaded where Micrometer's context propagation is there. */
	private static final class Propagation {

		private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

		static <T> CompletableFuture<? extends T> send(Supplier<? extends CompletableFuture<? extends T>> request,
				ContextView context) {
			try (ContextSnapshot.Scope scope = SNAPSHOTS.setThreadLocalsFrom(context)) {
				return request.get();
			}
		}

	}

}
