package io.zmqf.benchmarks.peers;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A client, in the way that its users would use it.
 *
 * @param <T> the type of requests and replies
 */
public interface Requester<T> {

	/**
	 * Creates the data of a request.
	 * @param bytes the length of its JSON
	 * @return the request
	 */
	T payload(int bytes);

	/**
	 * Whether a reply matches a request.
	 * @param request the request
	 * @param reply its reply
	 * @return {@code true} if they match
	 */
	boolean isAnswer(T request, T reply);

	/**
	 * Sends a request without waiting; from any thread.
	 * @param request the request
	 * @return the reply
	 */
	CompletableFuture<T> send(T request);

	/**
	 * Sends a request and waits; from any thread.
	 * @param request the request
	 * @return the reply
	 */
	default T call(T request) {
		return send(request).join();
	}

	/**
	 * Keeps requests in flight on the calling thread until the end, if a client is
	 * confined to its thread.
	 * @param request the request
	 * @param inFlight the number of concurrent requests
	 * @param end the end on the clock of {@link System#nanoTime()}
	 * @param replies the listener for each reply
	 * @return {@code true} if it ran; otherwise {@link #send} is for any thread
	 */
	default boolean run(T request, int inFlight, long end, Replies<T> replies) {
		return false;
	}

	/**
	 * A listener for replies.
	 *
	 * @param <T> the type of replies
	 */
	interface Replies<T> {

		/**
		 * Called for each reply.
		 * @param reply the reply
		 * @param sent the time at which its request was sent
		 * @param now the time at which it arrived
		 */
		void replied(T reply, long sent, long now);

	}

	/** Of the payload that is the same for all peers. */
	interface OfPayload extends Requester<Payload> {

		@Override
		default Payload payload(int bytes) {
			return Payload.of(bytes);
		}

		@Override
		default boolean isAnswer(Payload request, Payload reply) {
			return reply.text().length() == request.text().length();
		}

	}

	/**
	 * Casts a nullable reply to a non-null one.
	 * @param <T> the type of replies
	 * @param reply the reply of a server that always replies
	 * @return the reply
	 */
	@SuppressWarnings("NullAway") // a checking stage would cost time
	static <T> CompletableFuture<T> answered(CompletableFuture<@Nullable T> reply) {
		return reply;
	}

}
