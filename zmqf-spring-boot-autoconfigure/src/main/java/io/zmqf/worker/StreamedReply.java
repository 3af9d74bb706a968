package io.zmqf.worker;

import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.zmqf.message.Cancellation;
import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The replies of handlers that answer with many items. A caller that takes a stream gets
 * each item when it has room for it; every other caller gets one JSON array.
 * <p>
 * Called by a {@linkplain RequestHandler#isStreaming() streaming} handler on the thread
 * on which it is called.
 *
 * @since 0.1.0
 */
public final class StreamedReply {

	private StreamedReply() {
	}

	/**
	 * Answers with the items of a publisher. No more are requested of it than the caller
	 * has room for.
	 * @param request the request
	 * @param items the items; cancelled when nobody waits for them any more
	 * @param writer the writer of an item, as one JSON value in UTF-8
	 * @return the end of the reply, completed after the last item; or the exception of
	 * the publisher or the writer. A {@link ProblemException} if the caller takes no
	 * stream and the items are too many or too large for one reply
	 */
	public static CompletionStage<Message> of(Message request, Flow.Publisher<?> items,
			Function<@Nullable Object, byte[]> writer) {
		ItemSubscriber subscriber = subscriber(request, writer);
		items.subscribe(subscriber);
		return subscriber;
	}

	/**
	 * Answers with the items of an iterator, which may block. It is called by one thread
	 * of the worker's executor at a time, and holds none while the caller has no room.
	 * @param request the request
	 * @param items the items
	 * @param onClose a callback after the last call of the iterator, also where nobody
	 * waits any more, called once
	 * @param context the context in which it is called
	 * @param writer the writer of an item, as one JSON value in UTF-8
	 * @return as for a publisher
	 */
	public static CompletionStage<Message> of(Message request, Iterator<?> items, Runnable onClose,
			HandlingContext context, Function<@Nullable Object, byte[]> writer) {
		ItemSubscriber subscriber = subscriber(request, writer);
		IteratorSubscription source = new IteratorSubscription(items, onClose, context, subscriber);
		subscriber.onSubscribe(source);
		return source;
	}

	/** The request whose handler this thread calls, {@code null} for none. */
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
	 * The number of items that were sent so far of the reply to the request whose handler
	 * this thread has called.
	 * @return the number at each moment, {@code null} where the reply is not a stream
	 */
	public static @Nullable LongSupplier itemCount() {
		HandledRequest current = current();
		StreamedItems items = (current != null) ? current.items() : null;
		return (items != null) ? items::count : null;
	}

	/** Whether the handler that this thread calls has replied with many items. */
	static boolean hasBegun() {
		HandledRequest current = current();
		return current != null && current.hasSubscriber();
	}

}
