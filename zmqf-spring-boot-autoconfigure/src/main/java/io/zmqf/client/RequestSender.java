package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests in each of the ways that a {@link RequestSpec} has. A sender around
 * another one passes a copy of the request on, since the one that sends it changes its
 * headers.
 *
 * @since 0.1.0
 */
public interface RequestSender {

	/**
	 * Begins a request.
	 * @param client the name of the client, {@code null} for the one without a name
	 * @param event the event
	 * @return the request, which this sender sends
	 */
	default RequestSpec begin(@Nullable String client, String event) {
		return new ClientRequest(this, client, event);
	}

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param request the request
	 * @param type the type of the reply
	 * @return the reply, {@code null} where it has no data
	 */
	<T> @Nullable T request(ZmqClientRequest request, Type type);

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param request the request
	 * @param type the type of the reply
	 * @return the reply
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type);

	/**
	 * Sends a request to all workers of its event, and waits.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the answers
	 */
	<T> Gathered<T> gather(ZmqClientRequest request, Type type);

	/**
	 * Sends a request to all workers of its event, without waiting.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the answers
	 */
	<T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type);

	/**
	 * Sends a request to all workers of its event for each subscriber.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the answers as they come
	 */
	<T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type);

	/**
	 * Sends a request for a stream.
	 * @param <T> the type of an item
	 * @param request the request
	 * @param type the type of an item
	 * @return the items
	 */
	<T> Stream<T> stream(ZmqClientRequest request, Type type);

	/**
	 * Sends a request for a stream once there is a subscriber.
	 * @param <T> the type of an item
	 * @param request the request
	 * @param type the type of an item
	 * @return the items
	 */
	<T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type);

}
