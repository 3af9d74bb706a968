package io.zmqf.reactive;

import java.time.Duration;

import io.zmqf.client.Gathered;
import io.zmqf.client.NodeReply;
import io.zmqf.client.ZmqClient;
import io.zmqf.message.ZmqException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Sends requests that return a {@link Mono}, or a {@link Flux} for a stream. Each
 * subscription sends one request, and cancelling the subscription cancels it. A reply
 * without data completes the {@code Mono} empty. A request without a reply fails with a
 * {@link ZmqException}. Thread-locals in Reactor's context, such as the trace and the
 * security context, are set while the request is sent. Those of the subscribing thread
 * are added to the context.
 *
 * @since 0.1.0
 */
public interface ReactiveZmqClient {

	/**
	 * Creates a reactive client on top of another client.
	 * @param client the client that sends the requests
	 * @return the reactive client
	 */
	static ReactiveZmqClient of(ZmqClient client) {
		return new DelegatingReactiveClient(client);
	}

	/**
	 * Starts a request that needs more options than the short methods offer.
	 * @param event the event, 1 to 255 bytes of UTF-8, not reserved
	 * @return the request to complete and send
	 * @throws IllegalArgumentException if the event is invalid or reserved
	 */
	RequestSpec event(String event);

	/**
	 * Sends a request and receives its reply.
	 * @param <T> the type of the reply
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @param responseType the type of the reply
	 * @return the reply, empty if it has no data
	 */
	default <T> Mono<T> request(String event, @Nullable Object data, Class<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request and receives its reply.
	 * @param <T> the type of the reply
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @param responseType the generic type of the reply
	 * @return the reply, empty if it has no data
	 */
	default <T> Mono<T> request(String event, @Nullable Object data, ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * Sends a request and ignores the data of its reply.
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @return completed when the reply arrives
	 */
	default Mono<Void> send(String event, @Nullable Object data) {
		return event(event).data(data).send();
	}

	/**
	 * Sends a request and receives a stream of items.
	 * @param <T> the type of an item
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @param itemType the type of an item
	 * @return the items
	 */
	default <T> Flux<T> stream(String event, @Nullable Object data, Class<T> itemType) {
		return event(event).data(data).stream(itemType);
	}

	/**
	 * Sends a request and receives a stream of items.
	 * @param <T> the type of an item
	 * @param event the event
	 * @param data the data, or {@code null} for none
	 * @param itemType the generic type of an item
	 * @return the items
	 */
	default <T> Flux<T> stream(String event, @Nullable Object data, ParameterizedTypeReference<T> itemType) {
		return event(event).data(data).stream(itemType);
	}

	/** Builds and sends one request. */
	interface RequestSpec {

		/**
		 * Sets the data.
		 * @param data the data, which the JSON mapper must be able to write, or
		 * {@code null} for none
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data);

		/**
		 * Sets the data, which is written by its declared type. A list of a sealed type
		 * therefore keeps the type ids of its elements.
		 * @param data the data, which the JSON mapper must be able to write, or
		 * {@code null} for none
		 * @param type the declared type
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type);

		/**
		 * Sets the maximum duration of a stream, from the subscription on. There is no
		 * limit by default.
		 * @param timeout the maximum duration, at least one millisecond
		 * @return this request
		 */
		RequestSpec streamTimeout(Duration timeout);

		/**
		 * Sets the maximum number of stream items in flight. It replaces the client's
		 * default. Further items are requested as items are consumed.
		 * @param items the number of items, 1 to 65,535
		 * @return this request
		 */
		RequestSpec window(int items);

		/**
		 * Sets the maximum time to wait for the reply, from the subscription on, or for
		 * the next item of a stream.
		 * @param timeout the maximum time, at least one millisecond
		 * @return this request
		 */
		RequestSpec timeout(Duration timeout);

		/**
		 * Adds a header.
		 * @param name the name, which must not start with {@code zmqf-}
		 * @param value the value
		 * @return this request
		 */
		RequestSpec header(String name, String value);

		/**
		 * Marks the request as idempotent, so that it may be handled more than once.
		 * @return this request
		 */
		RequestSpec idempotent();

		/**
		 * Sends the request and receives its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return the reply, empty if it has no data
		 */
		default <T> Mono<T> request(Class<T> responseType) {
			return request(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request and receives its reply.
		 * @param <T> the type of the reply
		 * @param responseType the generic type of the reply
		 * @return the reply, empty if it has no data
		 */
		<T> Mono<T> request(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request and receives a stream of items. The peer sends only as many
		 * items as are requested from the {@code Flux}. Cancelling it cancels the
		 * request.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return the items
		 */
		default <T> Flux<T> stream(Class<T> itemType) {
			return stream(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * Sends the request and receives a stream of items, as with
		 * {@link #stream(Class)}.
		 * @param <T> the type of an item
		 * @param itemType the generic type of an item
		 * @return the items
		 */
		<T> Flux<T> stream(ParameterizedTypeReference<T> itemType);

		/**
		 * Sends the request and ignores the data of its reply.
		 * @return completed when the reply arrives
		 */
		Mono<Void> send();

		/**
		 * Sends the request to all workers that handle its event.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return the replies and the workers that did not answer
		 */
		default <T> Mono<Gathered<T>> gather(Class<T> responseType) {
			return gather(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event.
		 * @param <T> the type of the replies
		 * @param responseType the generic type of the replies
		 * @return the replies and the workers that did not answer
		 */
		<T> Mono<Gathered<T>> gather(ParameterizedTypeReference<T> responseType);

		/**
		 * Sends the request to all workers that handle its event, and publishes each
		 * reply as it arrives.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return the replies; the workers that did not answer come last
		 */
		default <T> Flux<NodeReply<T>> gatherEach(Class<T> responseType) {
			return gatherEach(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * Sends the request to all workers that handle its event, and publishes each
		 * reply as it arrives.
		 * @param <T> the type of the replies
		 * @param responseType the generic type of the replies
		 * @return the replies; the workers that did not answer come last
		 */
		<T> Flux<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType);

	}

}
