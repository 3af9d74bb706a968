package io.zmqf.worker;

import io.zmqf.message.PeerName;
import io.zmqf.message.ProblemType;
import io.zmqf.message.RequestReference;
import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to a worker's requests. Neither blocks nor throws.
 *
 * @since 0.1.0
 */
public interface WorkerListener {

	/** Nobody listens. */
	WorkerListener NONE = new WorkerListener() {
	};

	/**
	 * A router has taken the worker up.
	 * @param worker the identity by which the router knows the worker
	 * @param router the name of the router
	 */
	default void welcomed(String worker, PeerName router) {
	}

	/**
	 * A request was answered with a problem before a handler had seen it.
	 * @param problem the problem
	 */
	default void requestRefused(ProblemType problem) {
	}

	/**
	 * A thread begins to handle a request; called on that thread.
	 * @param waitNanos the time since the arrival of the request
	 */
	default void requestBegun(long waitNanos) {
	}

	/**
	 * A handler still runs although nobody waits for its request, which no longer counts:
	 * its deadline has passed, or its caller has cancelled it or is gone.
	 * @param event the event of the request
	 * @param abandoned the number of such requests, this one included
	 */
	default void requestAbandoned(String event, int abandoned) {
	}

	/**
	 * A handler's reply was too large to be sent; the caller was told so.
	 * @param event the event of the request
	 * @param excess the size of the reply, and the size that is allowed
	 */
	default void replyTooLarge(String event, String excess) {
	}

	/**
	 * A handler threw something that its caller does not get to see.
	 * @param request the request
	 * @param failure the exception that was thrown, {@code null} if it gave no reply at
	 * all
	 */
	default void handlerFailed(RequestReference request, @Nullable Throwable failure) {
	}

}
