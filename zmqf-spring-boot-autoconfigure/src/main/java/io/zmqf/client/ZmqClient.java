package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Sends requests to a server, or through a router to a worker. Thread-safe, also for
 * virtual threads. A client connects when the application starts or with its first
 * request. Without a connection, a request waits for one within its timeout. Each request
 * has exactly one outcome: its reply, or a {@link ZmqException} whose class states the
 * reason.
 * <p>
 * Data is written and read as JSON by the application's mapper. A {@code byte[]} contains
 * JSON text, which is sent and returned unchanged.
 *
 * @since 0.1.0
 */
public interface ZmqClient {

	/**
	 * Begins a request with further options.
	 * @param event the name of the request, 1 to 255 bytes of UTF-8, not reserved
	 * @return the request, which is not sent yet
	 * @throws IllegalArgumentException if the event is invalid or reserved
	 */
	RequestSpec event(String event);

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, or {@code null} for none
	 * @param responseType the type of the reply, {@code Void.class} to ignore its data
	 * @return the data of the reply, or {@code null} if it has none
	 * @throws ZmqException if there is no reply
	 */
	default <T> @Nullable T request(String event, @Nullable Object data, Class<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, or {@code null} for none
	 * @param responseType the type of the reply, with its type arguments
	 * @return the data of the reply, or {@code null} if it has none
	 * @throws ZmqException if there is no reply
	 */
	default <T> @Nullable T request(String event, @Nullable Object data, ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, or {@code null} for none
	 * @param responseType the type of the reply
	 * @return a future as from {@link RequestSpec#requestAsync(Class)}
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(String event, @Nullable Object data,
			Class<T> responseType) {
		return event(event).data(data).requestAsync(responseType);
	}

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, or {@code null} for none
	 * @param responseType the type of the reply, with its type arguments
	 * @return a future as from {@link RequestSpec#requestAsync(Class)}
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(String event, @Nullable Object data,
			ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).requestAsync(responseType);
	}

	/**
	 * Sends a request and ignores the data of its reply.
	 * @param event the name of the request
	 * @param data the data to send, or {@code null} for none
	 * @return a future that is completed on the reply or a failure, and may be ignored
	 */
	default CompletableFuture<@Nullable Void> send(String event, @Nullable Object data) {
		return event(event).data(data).send();
	}

	/** The builder of one request. Not thread-safe. The request is sent once. */
	interface RequestSpec {

		/**
		 * Sets the data of the request.
		 * @param data a value that the mapper can write, or {@code null} for none
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data);

		/**
		 * Sets the data of the request, written by its declared type. A list of a sealed
		 * type keeps the type ids of its elements.
		 * @param data a value that the mapper can write, or {@code null} for none
		 * @param type the declared type
		 * @return this request
		 */
		default RequestSpec data(@Nullable Object data, Class<?> type) {
			return data(data, ParameterizedTypeReference.forType(type));
		}

		/**
		 * Sets the data of the request, written by its declared type with its type
		 * arguments. A list of a sealed type keeps the type ids of its elements.
		 * @param data a value that the mapper can write, or {@code null} for none
		 * @param type the declared type
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type);

		/**
		 * Sets the maximum time to wait for the reply, or for the next item of a stream,
		 * instead of the client's timeout. The remaining time is sent with the request.
		 * @param timeout the time, at least one millisecond
		 * @return this request
		 */
		RequestSpec timeout(Duration timeout);

		/**
		 * Sets the maximum duration of a whole stream. By default there is no limit, and
		 * {@link #timeout(Duration)} limits the wait for each item.
		 * @param timeout the time, at least one millisecond
		 * @return this request
		 */
		RequestSpec streamTimeout(Duration timeout);

		/**
		 * Sets the maximum number of unconsumed items of a stream, instead of the
		 * client's window. Further items are requested as items are consumed.
		 * @param items the number of items, 1 to 65,535
		 * @return this request
		 */
		RequestSpec window(int items);

		/**
		 * Adds a header that the handler can read.
		 * @param name the name, which must not start with {@code zmqf-}
		 * @param value the value
		 * @return this request
		 */
		RequestSpec header(String name, String value);

		/**
		 * Declares that the request may be handled more than once. If a connection or a
		 * worker is lost, it may be sent again.
		 * @return this request
		 */
		RequestSpec idempotent();

		/**
		 * Sends the request and waits for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return the data of the reply, or {@code null} if it has none
		 * @throws ZmqException if there is no reply, or if the thread is interrupted,
		 * which cancels the request
		 * @throws java.util.concurrent.CancellationException if the request that this
		 * thread handles is cancelled
		 * @throws IllegalStateException on the thread that receives the replies, for
		 * example in a handler with {@code blocking = false}
		 */
		default <T> @Nullable T request(Class<T> responseType) {
			return request(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request and waits for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, with its type arguments
		 * @return the data of the reply, or {@code null} if it has none
		 * @throws ZmqException if there is no reply, or if the thread is interrupted,
		 * which cancels the request
		 * @throws java.util.concurrent.CancellationException if the request that this
		 * thread handles is cancelled
		 * @throws IllegalStateException on the thread that receives the replies, for
		 * example in a handler with {@code blocking = false}
		 */
		<T> @Nullable T request(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request without waiting for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return a future that is completed on the client's executor, with the data of
		 * the reply or a {@link ZmqException}. Cancelling it releases the request's
		 * resources, and cancels the handler if the peer supports it. If the current
		 * thread handles a request, the cancellation of that request cancels the future
		 */
		default <T> CompletableFuture<@Nullable T> requestAsync(Class<T> responseType) {
			return requestAsync(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request without waiting for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, with its type arguments
		 * @return a future as from {@link #requestAsync(Class)}
		 */
		<T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request and ignores the data of its reply.
		 * @return a future that is completed on the reply or a failure, and may be
		 * ignored
		 */
		CompletableFuture<@Nullable Void> send();

		/**
		 * Sends the request to all workers that handle its event, and waits for their
		 * replies. The wait ends when each worker has replied or is lost, or at the
		 * timeout.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return the replies, the problems and the missing nodes
		 * @throws ZmqException if there is no worker, if the peer does not support
		 * requests to all, if its connection is lost, or if the thread is interrupted
		 * @throws IllegalStateException on the thread that receives the replies, for
		 * example in a handler with {@code blocking = false}
		 */
		default <T> Gathered<T> gather(Class<T> responseType) {
			return gather(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event, and waits for their
		 * replies.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its type arguments
		 * @return the replies as from {@link #gather(Class)}
		 */
		default <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " does not support requests to all workers");
		}

		/**
		 * Sends the request to all workers that handle its event, without waiting for
		 * their replies.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return a future that is completed on the client's executor, with the result or
		 * exception of {@link #gather(Class)}. Cancelling it releases the request's
		 * resources
		 */
		default <T> CompletableFuture<Gathered<T>> gatherAsync(Class<T> responseType) {
			return gatherAsync(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event, without waiting for
		 * their replies.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its type arguments
		 * @return a future as from {@link #gatherAsync(Class)}
		 */
		default <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " does not support requests to all workers");
		}

		/**
		 * Publishes the replies of all workers that handle the event, each on arrival.
		 * The subscription sends the request. Nodes without a reply are published last.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return a publisher for one subscriber, which is called on the client's
		 * executor. Cancelling the subscription releases the request's resources
		 */
		default <T> Flow.Publisher<NodeReply<T>> gatherEach(Class<T> responseType) {
			return gatherEach(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Publishes the replies of all workers that handle the event, each on arrival.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its type arguments
		 * @return a publisher as from {@link #gatherEach(Class)}
		 */
		default <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " does not support requests to all workers");
		}

		/**
		 * Sends the request and returns the items of its reply. The consuming thread
		 * waits for each item. The peer sends further items as items are consumed. Close
		 * the stream or read it to its end. Closing it cancels the request.
		 * <p>
		 * The stream's terminal operation throws a {@link ZmqException} on failure, after
		 * the items that were received before. If the handler has a single reply, the
		 * elements of its array are the items.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return the stream of items, to be used by one thread at a time
		 * @throws ZmqException if the request can't be sent
		 * @throws IllegalStateException on the thread that receives the items
		 */
		default <T> Stream<T> stream(Class<T> itemType) {
			return stream(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * Sends the request and returns the items of its reply.
		 * @param <T> the type of an item
		 * @param itemType the type of an item, with its type arguments
		 * @return a stream as from {@link #stream(Class)}
		 */
		<T> Stream<T> stream(ParameterizedTypeReference<T> itemType);

		/**
		 * Publishes the items of the reply. The subscription sends the request, and
		 * cancelling it cancels the request.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return a publisher for one subscriber, which is called on the client's
		 * executor. A failure is a {@link ZmqException}
		 */
		default <T> Flow.Publisher<T> publisher(Class<T> itemType) {
			return publisher(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * Publishes the items of the reply.
		 * @param <T> the type of an item
		 * @param itemType the type of an item, with its type arguments
		 * @return a publisher as from {@link #publisher(Class)}
		 */
		<T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType);

	}

}
