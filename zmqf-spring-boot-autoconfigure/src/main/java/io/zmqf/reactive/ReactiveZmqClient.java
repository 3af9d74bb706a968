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
 * Sends requests, each by a {@link Mono}, or a {@link Flux} where the reply has many
 * items: a subscription sends one, and cancelling it cancels the request. A reply without
 * data completes the {@code Mono} empty; a request without a reply ends it with a
 * {@link ZmqException}. What Reactor's context holds of thread-locals, such as the trace
 * and the security context, is set while the request is sent, and what the subscribing
 * thread has of them joins the context.
 *
 * @since 0.1.0
 */
public interface ReactiveZmqClient {

	/**
	 * The same client for Reactor.
	 * @param client the client that sends the requests
	 * @return the client
	 */
	static ReactiveZmqClient of(ZmqClient client) {
		return new DelegatingReactiveClient(client);
	}

	/**
	 * Begins a request that needs more than the short methods take.
	 * @param event the event, 1 to 255 bytes of UTF-8, not reserved
	 * @return the request, to be completed and sent
	 * @throws IllegalArgumentException if the event can't be requested
	 */
	RequestSpec event(String event);

	/**
	 * A request with its reply.
	 * @param <T> the type of the reply
	 * @param event the event
	 * @param data the data, {@code null} for none
	 * @param responseType the type of the reply
	 * @return the reply
	 */
	default <T> Mono<T> request(String event, @Nullable Object data, Class<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * A request with its reply.
	 * @param <T> the type of the reply
	 * @param event the event
	 * @param data the data, {@code null} for none
	 * @param responseType the type of the reply, with its own type arguments
	 * @return the reply
	 */
	default <T> Mono<T> request(String event, @Nullable Object data, ParameterizedTypeReference<T> responseType) {
		return event(event).data(data).request(responseType);
	}

	/**
	 * A request whose reply is not of interest.
	 * @param event the event
	 * @param data the data, {@code null} for none
	 * @return completed once the request was answered
	 */
	default Mono<Void> send(String event, @Nullable Object data) {
		return event(event).data(data).send();
	}

	/**
	 * A request with the items of its reply.
	 * @param <T> the type of an item
	 * @param event the event
	 * @param data the data, {@code null} for none
	 * @param itemType the type of an item
	 * @return the items
	 */
	default <T> Flux<T> stream(String event, @Nullable Object data, Class<T> itemType) {
		return event(event).data(data).stream(itemType);
	}

	/**
	 * A request with the items of its reply.
	 * @param <T> the type of an item
	 * @param event the event
	 * @param data the data, {@code null} for none
	 * @param itemType the type of an item, with its own type arguments
	 * @return the items
	 */
	default <T> Flux<T> stream(String event, @Nullable Object data, ParameterizedTypeReference<T> itemType) {
		return event(event).data(data).stream(itemType);
	}

	/** One request while it is made. */
	interface RequestSpec {

		/**
		 * Sets the data.
		 * @param data anything that the mapper can write, {@code null} for none
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data);

		/**
		 * Sets the data, which is written by its declared type: a list of a sealed type
		 * keeps the ids of its elements' types.
		 * @param data anything that the mapper can write, {@code null} for none
		 * @param type the declared type
		 * @return this request
		 */
		RequestSpec data(@Nullable Object data, ParameterizedTypeReference<?> type);

		/**
		 * Sets the maximum time for a whole stream, from the subscription on. Without it
		 * there is no limit.
		 * @param timeout at least one millisecond
		 * @return this request
		 */
		RequestSpec streamTimeout(Duration timeout);

		/**
		 * Sets the number of items of a stream that may be on their way, instead of the
		 * client's own. More are requested as they are consumed.
		 * @param items 1 to 65,535
		 * @return this request
		 */
		RequestSpec window(int items);

		/**
		 * Sets the maximum time to wait for the reply, from the subscription on, or for
		 * the next item of a stream.
		 * @param timeout at least one millisecond
		 * @return this request
		 */
		RequestSpec timeout(Duration timeout);

		/**
		 * Adds a header.
		 * @param name its name, which must not start with {@code zmqf-}
		 * @param value its value
		 * @return this request
		 */
		RequestSpec header(String name, String value);

		/**
		 * Allows the request to be handled more than once.
		 * @return this request
		 */
		RequestSpec idempotent();

		/**
		 * The request with its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, {@code Void.class} to ignore its
		 * data
		 * @return the reply, empty where it has no data
		 */
		default <T> Mono<T> request(Class<T> responseType) {
			return request(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * The request with its reply.
		 * @param <T> the type of the reply
		 * @param responseType the type of the reply, with its own type arguments
		 * @return the reply, empty where it has no data
		 */
		<T> Mono<T> request(ParameterizedTypeReference<T> responseType);

		/**
		 * The request with the items of its reply. What is not requested of the
		 * {@code Flux} is not sent by the peer; cancelling it cancels the request.
		 * @param <T> the type of an item
		 * @param itemType the type of an item
		 * @return the items
		 */
		default <T> Flux<T> stream(Class<T> itemType) {
			return stream(ParameterizedTypeReference.forType(itemType));
		}

		/**
		 * The request with the items of its reply.
		 * @param <T> the type of an item
		 * @param itemType the type of an item, with its own type arguments
		 * @return as {@link #stream(Class)}
		 */
		<T> Flux<T> stream(ParameterizedTypeReference<T> itemType);

		/**
		 * The request whose reply is not of interest.
		 * @return completed once the request was answered
		 */
		Mono<Void> send();

		/**
		 * The request to all workers that handle its event.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return what they have answered, and who is missing
		 */
		default <T> Mono<Gathered<T>> gather(Class<T> responseType) {
			return gather(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * The request to all workers that handle its event.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its own type arguments
		 * @return what they have answered, and who is missing
		 */
		<T> Mono<Gathered<T>> gather(ParameterizedTypeReference<T> responseType);

		/**
		 * The request to all workers that handle its event, with each answer as it comes.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, {@code Void.class} to ignore their
		 * data
		 * @return the answers; those who are missing come last
		 */
		default <T> Flux<NodeReply<T>> gatherEach(Class<T> responseType) {
			return gatherEach(ParameterizedTypeReference.forType(responseType));
		}

		/**
		 * The request to all workers that handle its event, with each answer as it comes.
		 * @param <T> the type of the replies
		 * @param responseType the type of the replies, with its own type arguments
		 * @return the answers; those who are missing come last
		 */
		<T> Flux<NodeReply<T>> gatherEach(ParameterizedTypeReference<T> responseType);

	}

}
