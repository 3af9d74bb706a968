package io.zmqf.client;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Observes requests from their creation to their outcome, and may add headers to them.
 * Implementations must neither block nor throw.
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
		 * Called when the request has its outcome, on the thread that waited for it or on
		 * the client's executor.
		 * @param failure the failure, or {@code null} if there is a reply
		 */
		void end(@Nullable Throwable failure);

		/**
		 * Called before {@link #end(Throwable)} if the request was for a stream.
		 * @param count the number of consumed items
		 */
		default void items(long count) {
		}

		/**
		 * Runs the callbacks of an asynchronous request. Called after
		 * {@link #end(Throwable)}.
		 * @param callbacks the code that the caller has chained to the request
		 */
		default void callBack(Runnable callbacks) {
			callbacks.run();
		}

	}

}
