package io.zmqf.worker;

import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The replies of handlers that reply with a stream of items. A caller that accepts a
 * stream receives items as its credit allows. Any other caller receives one JSON array.
 * <p>
 * A {@linkplain RequestHandler#isStreaming() streaming} handler must use these methods on
 * the thread that calls it.
 *
 * @since 0.1.0
 */
public final class StreamedReply {

	private StreamedReply() {
	}

	/**
	 * Replies with the items of a publisher. For a stream, no more items are requested
	 * than the caller's credit allows.
	 * @param request the request
	 * @param items the publisher of the items, cancelled with the request
	 * @param writer the writer of an item, as one JSON value in UTF-8
	 * @return a future of the end of the reply, which completes after the last item. It
	 * fails with the exception of the publisher or the writer, or with a
	 * {@link ProblemException} if the caller accepts no stream and the items are too many
	 * or too large for one reply
	 */
	public static CompletionStage<Message> of(Message request, Flow.Publisher<?> items,
			Function<@Nullable Object, byte[]> writer) {
		ItemSubscriber subscriber = subscriber(request, writer);
		items.subscribe(subscriber);
		return subscriber;
	}

	/**
	 * Replies with the items of an iterator, which may block. One thread of the worker's
	 * executor calls it at a time. It occupies no thread while the caller has no credit.
	 * @param request the request
	 * @param items the items
	 * @param onClose a callback that runs once, after the last call of the iterator, even
	 * if the request is cancelled
	 * @param context the context in which the iterator is called
	 * @param writer the writer of an item, as one JSON value in UTF-8
	 * @return a future of the end of the reply, as for a publisher
	 */
	public static CompletionStage<Message> of(Message request, Iterator<?> items, Runnable onClose,
			HandlingContext context, Function<@Nullable Object, byte[]> writer) {
		ItemSubscriber subscriber = subscriber(request, writer);
		IteratorSubscription source = new IteratorSubscription(items, onClose, context, subscriber);
		subscriber.onSubscribe(source);
		return source;
	}

	/** Returns the request that this thread handles, or {@code null} if there is none. */
	private static @Nullable HandledRequest current() {
		return (Cancellation.current() instanceof HandledRequest handled) ? handled : null;
	}

	private static ItemSubscriber subscriber(Message request, Function<@Nullable Object, byte[]> writer) {
		HandledRequest current = current();
		ItemSubscriber subscriber = (current != null) ? current.subscriber(request, writer) : new CollectedItems(
				request, writer, WorkerSettings.DEFAULT_MAX_COLLECTED, Long.MAX_VALUE, (failure) -> {
				});
		Cancellation.current().onCancel(() -> subscriber.cancel(true));
		return subscriber;
	}

	/**
	 * Returns the items of the reply to the request whose handler this thread has called.
	 * @return the items, or {@code null} if the reply is not a stream
	 */
	public static @Nullable Items items() {
		HandledRequest current = current();
		return (current != null) ? current.items() : null;
	}

	/** Whether the handler on this thread has begun a reply of items. */
	static boolean hasBegun() {
		HandledRequest current = current();
		return current != null && current.hasSubscriber();
	}

	/** The items of a reply that is a stream. */
	public interface Items {

		/**
		 * Returns the number of items that the source has emitted so far.
		 * @return the number of items
		 */
		long count();

		/**
		 * Returns the failure of the source, if items are missing. A reply that replaces
		 * the failure cannot replace the items.
		 * @param reply the end of the reply
		 * @return the failure, or {@code null} if no item is missing or if the end is an
		 * error itself
		 */
		@Nullable Throwable missing(Message reply);

	}

}
