package io.zmqf.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Watches requests from their making to their outcome, and may let headers travel with
 * them. Neither blocks nor throws.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestObserver {

	/** An observer that does nothing. */
	RequestObserver NONE = (client, event, headers) -> (failure) -> {
	};

	/**
	 * Begins the observation of a request. Called on the caller's thread.
	 * @param client the name of the client
	 * @param event the event of the request
	 * @param headers the request's headers, to which more may be added
	 * @return the observation, which receives the outcome
	 */
	Observed begin(String client, String event, Map<String, String> headers);

	/** The observation of one request. */
	@FunctionalInterface
	interface Observed {

		/**
		 * The request has its outcome; on the thread that waited, or on the client's
		 * executor.
		 * @param failure the reason why there is no reply, {@code null} if there is one
		 */
		void end(@Nullable Throwable failure);

		/**
		 * The request was for a stream, which ends now; called before its end.
		 * @param count the number of items that its consumer has taken
		 */
		default void items(long count) {
		}

		/**
		 * Runs the callbacks of an asynchronous request, after its end.
		 * @param callbacks the code that the caller has chained to the request
		 */
		default void callBack(Runnable callbacks) {
			callbacks.run();
		}

	}

}
