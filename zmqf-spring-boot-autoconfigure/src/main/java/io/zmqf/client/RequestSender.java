package io.zmqf.client;

import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests that a {@link RequestSpec} has built. A sender that delegates to
 * another one must pass a copy of the request, because sending changes its headers.
 *
 * @since 0.1.0
 */
public interface RequestSender {

	/**
	 * Begins a request.
	 * @param client the name of the client, or {@code null} for the one without a name
	 * @param event the event
	 * @return the request, which this sender will send
	 */
	default RequestSpec begin(@Nullable String client, String event) {
		return new ClientRequest(this, client, event);
	}

	/**
	 * Sends a request and waits for its reply.
	 * @param <T> the type of the reply
	 * @param request the request
	 * @param type the type of the reply
	 * @return the data of the reply, or {@code null} if it has none
	 */
	<T> @Nullable T request(ZmqClientRequest request, Type type);

	/**
	 * Sends a request without waiting for its reply.
	 * @param <T> the type of the reply
	 * @param request the request
	 * @param type the type of the reply
	 * @return the future data of the reply
	 */
	<T> CompletableFuture<@Nullable T> requestAsync(ZmqClientRequest request, Type type);

	/**
	 * Sends a request to all workers that handle its event, and waits for their replies.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the replies
	 */
	<T> Gathered<T> gather(ZmqClientRequest request, Type type);

	/**
	 * Sends a request to all workers that handle its event, without waiting for their
	 * replies.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the replies
	 */
	<T> CompletableFuture<Gathered<T>> gatherAsync(ZmqClientRequest request, Type type);

	/**
	 * Publishes the replies of all workers that handle the event of a request. Each
	 * subscription sends the request.
	 * @param <T> the type of the replies
	 * @param request the request
	 * @param type the type of the replies
	 * @return the publisher of replies
	 */
	<T> Flow.Publisher<NodeReply<T>> gatherEach(ZmqClientRequest request, Type type);

	/**
	 * Sends a request for a stream of items.
	 * @param <T> the type of an item
	 * @param request the request
	 * @param type the type of an item
	 * @return the items
	 */
	<T> Stream<T> stream(ZmqClientRequest request, Type type);

	/**
	 * Publishes the items of a stream. The subscription sends the request.
	 * @param <T> the type of an item
	 * @param request the request
	 * @param type the type of an item
	 * @return the items
	 */
	<T> Flow.Publisher<T> publisher(ZmqClientRequest request, Type type);

}
