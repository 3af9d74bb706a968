package io.zmqf.worker;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import org.jspecify.annotations.Nullable;

/**
 * A listener to the requests of a worker. Its methods must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface WorkerListener {

	/** A listener that does nothing. */
	WorkerListener NONE = new WorkerListener() {
	};

	/**
	 * Called when a router has registered the worker.
	 * @param worker the identity by which the router knows the worker
	 * @param router the name of the router
	 */
	default void welcomed(String worker, PeerName router) {
	}

	/**
	 * Called when a request is rejected before a handler was called.
	 * @param problem the problem
	 */
	default void requestRefused(ProblemType problem) {
	}

	/**
	 * Called when the executor has no thread for a request, which is answered with
	 * {@code busy}, or for a stream, which ends.
	 * @param failure the exception of the executor
	 */
	default void executorRejected(Throwable failure) {
	}

	/**
	 * Called when a thread begins to handle a request, on that thread.
	 * @param waitNanos the time since the arrival of the request, in nanoseconds
	 */
	default void requestBegun(long waitNanos) {
	}

	/**
	 * Called when a handler still runs after its request has ended. The deadline has
	 * passed, the caller has cancelled the request, or the caller is disconnected. The
	 * request no longer counts against the concurrency.
	 * @param event the event of the request
	 * @param abandoned the number of such requests, including this one
	 */
	default void requestAbandoned(String event, int abandoned) {
	}

	/**
	 * Called when a handler's reply is too large to be sent. The caller receives an error
	 * instead.
	 * @param event the event of the request
	 * @param excess a description of the size of the reply and of its limit
	 */
	default void replyTooLarge(String event, String excess) {
	}

	/**
	 * Called when a handler has thrown an exception that is not sent to the caller.
	 * @param request the request
	 * @param failure the exception, or {@code null} if the handler has returned no reply
	 */
	default void handlerFailed(RequestReference request, @Nullable Throwable failure) {
	}

}
