package io.zmqf.annotation;

import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.stream.BaseStream;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.zmqf.message.Message;
import io.zmqf.service.ReplyTypes;
import io.zmqf.worker.HandlingContext;
import io.zmqf.worker.StreamedReply;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

import org.springframework.core.ReactiveAdapter;
import org.springframework.util.ClassUtils;

/** Converts a returned stream of items to the reply. */
final class StreamedResult {

	private static final boolean PROPAGATION_PRESENT = ClassUtils
		.isPresent("io.micrometer.context.ContextSnapshotFactory", StreamedResult.class.getClassLoader());

	private StreamedResult() {
	}

	/**
	 * Creates the reply with the items of a return value.
	 * @param request the request
	 * @param value the return value of the method
	 * @param writer the writer of the items
	 * @return the reply, completed after the last item
	 */
	static CompletionStage<Message> reply(Message request, Object value, ReplyWriter writer) {
		if (value instanceof Flow.Publisher<?> publisher) {
			return StreamedReply.of(request, publisher, writer::item);
		}
		if (value instanceof BaseStream<?, ?> stream) {
			try {
				return StreamedReply.of(request, stream.iterator(), stream::close, context(), writer::item);
			}
			catch (Throwable ex) {
				try (stream) {
					throw ex;
				}
			}
		}
		if (value instanceof Iterator<?> iterator) {
			return StreamedReply.of(request, iterator, () -> {
			}, context(), writer::item);
		}
		ReactiveAdapter adapter = Objects.requireNonNull(ReplyTypes.streamAdapter(value.getClass()));
		return StreamedReply.of(request, Reactive.publisher(adapter, value), writer::item);
	}

	private static HandlingContext context() {
		return PROPAGATION_PRESENT ? Propagation.context() : Runnable::run;
	}

	/** Loaded only if Micrometer's context propagation is present. */
	private static final class Propagation {

		private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

		/**
		 * Captures the context of this thread for the threads that call the iterator
		 * later.
		 */
		static HandlingContext context() {
			ContextSnapshot snapshot = SNAPSHOTS.captureAll();
			return (work) -> snapshot.wrap(work).run();
		}

	}

	/** Loaded only if Reactor is present. */
	private static final class Reactive {

		static Flow.Publisher<?> publisher(ReactiveAdapter adapter, Object value) {
			return JdkFlowAdapter.publisherToFlowPublisher(Flux.from(adapter.toPublisher(value)).contextCapture());
		}

	}

}
