package io.zmqf.reactive;

import java.util.function.Supplier;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import reactor.util.context.ContextView;

import org.springframework.util.ClassUtils;

/** Sets the thread-locals of a subscriber's context during a call. */
final class SubscriberContext {

	private static final boolean PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", SubscriberContext.class.getClassLoader());

	private SubscriberContext() {
	}

	static <T> T call(ContextView context, Supplier<? extends T> sending) {
		return PROPAGATION_PRESENT ? Propagation.call(context, sending) : sending.get();
	}

	/** Loaded only if Micrometer's context propagation is present. */
	private static final class Propagation {

		private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

		static <T> T call(ContextView context, Supplier<? extends T> sending) {
			try (ContextSnapshot.Scope scope = SNAPSHOTS.setThreadLocalsFrom(context)) {
				return sending.get();
			}
		}

	}

}
