package io.zmqf.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Sends requests to a server, or through a router to a worker. Any number of threads may
 * use one client at once, virtual ones too. Nothing connects before the first request or
 * the start of the application; a request made while the peer is away waits for it,
 * within its own timeout. Each request has exactly one outcome: its reply, or a
 * {@link ZmqException} whose class says why there is none.
 * <p>
 * Data is written and read as JSON by the application's mapper; {@code byte[]} stands for
 * JSON text that is passed on as it is, in both directions.
 *
 * @since 0.1.0
 */
public interface ZmqClient {

	/**
	 * Begins a request that needs more than the short methods take.
	 * @param event the name of the request, 1 to 255 bytes of UTF-8, not reserved
	 * @return the request, to be completed and sent
	 * @throws IllegalArgumentException if the event can't be requested
	 */
	RequestSpec event(String event);

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, {@code null} for none
	 * @param responseType the type of the reply, {@code Void.class} to ignore its data
	 * @return the reply's data, {@code null} where it has none
	 * @throws ZmqException if there is no reply
	 */
	default <T> @Nullable T request(String event, @Nullable Object data, Class<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, {@code null} for none
	 * @param responseType the type of the reply, with its own type arguments
	 * @return the reply's data, {@code null} where it has none
	 * @throws ZmqException if there is no reply
	 */
	default <T> @Nullable T request(String event, @Nullable Object data, ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, {@code null} for none
	 * @param responseType the type of the reply
	 * @return the reply, as {@link RequestSpec#requestAsync(Class)} gives it
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(String event, @Nullable Object data,
			Class<T> responseType) {
		return event(event).data(data).requestAsync(responseType);
	}

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param event the name of the request
	 * @param data the data to send, {@code null} for none
	 * @param responseType the type of the reply, with its own type arguments
	 * @return the reply, as {@link RequestSpec#requestAsync(Class)} gives it
	 */
	default <T> CompletableFuture<@Nullable T> requestAsync(String event, @Nullable Object data,
			ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).requestAsync(responseType);
	}

	/**
	 * Sends a request whose reply is not of interest.
	 * @param event the name of the request
	 * @param data the data to send, {@code null} for none
	 * @return completed once the request was answered, or failed; may be ignored
	 */
	default CompletableFuture<@Nullable Void> send(String event, @Nullable Object data) {
		return event(event).data(data).send();
	}

	/** One request while it is made. Used by one thread, and sent once. */
	interface RequestSpec {

		/**
		 * Sets the data of the request.
		 * @param data any value that the mapper can write, or {@code null} for no data
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data);

		/**
		 * Sets the data of the request, written by its declared type. A list of a sealed
		 * type keeps the type ids of its elements.
		 * @param data any value that the mapper can write, or {@code null} for no data
		 * @param type the declared type
		 * @return this request
		 */
		default RequestSpec data(@Nullable Object data, Class<?> type) {
			return data(data, ParameterizedTypeReference.forType(type));
		}

		/**
		 * Sets the data of the request, written by its declared type with its type
		 * arguments. A list of a sealed type keeps the type ids of its elements.
		 * @param data any value that the mapper can write, or {@code null} for no data
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
		 * @param name its name, which must not start with {@code zmqf-}
		 * @param value its value
		 * @return this request
		 */
		RequestSpec header(String name, String value);

		/**
		 * Says that the request may be handled more than once, so that it can be given to
		 * another worker where one is lost.
		 * @return this request
		 */
		RequestSpec idempotent();

		/**
		 * Sends the request and waits for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return the reply's data, {@code null} where it has none
		 * @throws ZmqException if there is no reply, or if the thread is interrupted,
		 * which stops the handler
		 * @throws java.util.concurrent.CancellationException if the request that this
		 * thread handles is cancelled
		 * @throws IllegalStateException on the thread that would have to receive the
		 * reply, as in a handler that is said not to block
		 */
		default <T> @Nullable T request(Class<T> responseType) {
			return request(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request and waits for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, with its own type arguments
		 * @return the reply's data, {@code null} where it has none
		 * @throws ZmqException if there is no reply, or if the thread is interrupted,
		 * which stops the handler
		 * @throws java.util.concurrent.CancellationException if the request that this
		 * thread handles is cancelled
		 * @throws IllegalStateException on the thread that would have to receive the
		 * reply, as in a handler that is said not to block
		 */
		<T> @Nullable T request(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request without waiting for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return completed with the reply or a {@link ZmqException}, on the client's
		 * executor; cancelling it frees all that the request holds, and stops its handler
		 * where the peer knows how. It is cancelled with the request that this thread
		 * handles
		 */
		default <T> CompletableFuture<@Nullable T> requestAsync(Class<T> responseType) {
			return requestAsync(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request without waiting for its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, with its own type arguments
		 * @return as {@link #requestAsync(Class)}
		 */
		<T> CompletableFuture<@Nullable T> requestAsync(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request whose reply is not of interest.
		 * @return completed once the request was answered, or failed; may be ignored
		 */
		CompletableFuture<@Nullable Void> send();

		/**
		 * Sends the request to all workers that handle its event, and waits until each
		 * has answered or is lost, at most for the timeout.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return the answers, and the missing nodes
		 * @throws ZmqException if there is no worker, if the peer does not support
		 * requests to all, if its connection is lost, or if the thread is interrupted
		 * @throws IllegalStateException on the thread that would have to receive the
		 * replies, as in a handler that is said not to block
		 */
		default <T> Gathered<T> gather(Class<T> responseType) {
			return gather(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event, and waits.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its own type arguments
		 * @return as {@link #gather(Class)}
		 */
		default <T> Gathered<T> gather(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " can't ask all");
		}

		/**
		 * Sends the request to all workers that handle its event, without waiting.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return completed with what {@link #gather(Class)} returns or throws, on the
		 * client's executor; cancelling it frees all that the request holds
		 */
		default <T> CompletableFuture<Gathered<T>> gatherAsync(Class<T> responseType) {
			return gatherAsync(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event, without waiting.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its own type arguments
		 * @return as {@link #gatherAsync(Class)}
		 */
		default <T> CompletableFuture<Gathered<T>> gatherAsync(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " can't ask all");
		}

		/**
		 * Sends the request to all workers that handle its event once somebody
		 * subscribes, and publishes each answer as it comes. Those who are missing come
		 * last.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return for one subscriber, who is called on the client's executor; cancelling
		 * the subscription frees all that the request holds
		 */
		default <T> Flow.Publisher<NodeReply<T>> gatherEach(Class<T> responseType) {
			return gatherEach(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Publishes the answers of all workers as they come.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its own type arguments
		 * @return as {@link #gatherEach(Class)}
		 */
		default <T> Flow.Publisher<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType) {
			throw new UnsupportedOperationException(getClass().getName() + " can't ask all");
		}

		/**
		 * Sends the request and returns the items of its reply, for one thread at a time,
		 * which waits for each. What is not consumed is not sent. Close the stream, or
		 * read it to its end: closing it cancels the request.
		 * <p>
		 * A failure comes as a {@link ZmqException} from the stream's terminal operation,
		 * after the items that came before it. A handler with one reply has an array's
		 * elements as its items.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return the items
		 * @throws ZmqException if the request can't be sent
		 * @throws IllegalStateException on the thread that would have to receive the
		 * items
		 */
		default <T> Stream<T> stream(Class<T> itemType) {
			return stream(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * Sends the request and returns the items of its reply.
		 * @param <T> the type of an item
		 * @param itemType the type of an item, with its own type arguments
		 * @return as {@link #stream(Class)}
		 */
		<T> Stream<T> stream(ParameterizedTypeReference<T> itemType);

		/**
		 * The items of the reply for a subscriber. Its subscription sends the request,
		 * and cancelling it cancels the request.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return the items, for one subscription, on the client's executor; a failure is
		 * a {@link ZmqException}
		 */
		default <T> Flow.Publisher<T> publisher(Class<T> itemType) {
			return publisher(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * The items of the reply for a subscriber.
		 * @param <T> the type of an item
		 * @param itemType the type of an item, with its own type arguments
		 * @return as {@link #publisher(Class)}
		 */
		<T> Flow.Publisher<T> publisher(ParameterizedTypeReference<T> itemType);

	}

}
