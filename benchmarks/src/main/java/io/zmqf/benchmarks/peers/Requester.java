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
	 * What to send.
	 * @param bytes the length of its JSON
	 * @return the request
	 */
	T payload(int bytes);

	/**
	 * Whether a reply is the one that was to come.
	 * @param request the request
	 * @param reply its reply
	 * @return {@code true} if they fit
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
	 * Keeps requests in flight on the calling thread until the time is up, where a client
	 * belongs to its thread.
	 * @param request the request
	 * @param inFlight the number of concurrent requests
	 * @param end as {@link System#nanoTime()} counts
	 * @param replies is told of each reply
	 * @return {@code true} if that was done; otherwise {@link #send} is for any thread
	 */
	default boolean run(T request, int inFlight, long end, Replies<T> replies) {
		return false;
	}

	/**
	 * Is told of replies.
	 *
	 * @param <T> the type of replies
	 */
	interface Replies<T> {

		/**
		 * A reply has come.
		 * @param reply the reply
		 * @param sent when its request was sent
		 * @param now when it came
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
	 * The same reply, of which the types say that it may be missing.
	 * @param <T> the type of replies
	 * @param reply the reply of a server that always answers
	 * @return the reply
	 */
	@SuppressWarnings("NullAway") // a stage that looks would have its price
	static <T> CompletableFuture<T> answered(CompletableFuture<@Nullable T> reply) {
		return reply;
	}

}
