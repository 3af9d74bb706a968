package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Receives traces of a node's requests, for example to log slow ones. Methods are called
 * on event loops for each request. Implementations must neither block nor throw, and must
 * not allocate if they want no trace.
 *
 * @since 0.1.0
 */
public interface RequestTracing {

	/** Receives no traces. */
	RequestTracing NONE = new RequestTracing() {
	};

	/**
	 * Whether traces may be wanted at present.
	 * @return {@code false} to save the node from reading the clock
	 */
	default boolean isOn() {
		return false;
	}

	/**
	 * Whether requests that are passed to their receivers are traced.
	 * @return {@code true} to receive calls of {@link #dispatched}
	 */
	default boolean tracesDispatched() {
		return false;
	}

	/**
	 * Whether the end of a request is traced.
	 * @param nanos the time since the node received the request in nanoseconds; for a
	 * stream until its first item
	 * @param problem the problem that the node itself replies with, or {@code null} for
	 * none
	 * @return {@code true} to receive a call of {@link #ended}
	 */
	default boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
		return false;
	}

	/**
	 * Called when a request was passed to its receiver.
	 * @param trace the trace, without an outcome
	 */
	default void dispatched(RequestTrace trace) {
	}

	/**
	 * Called when a request has ended.
	 * @param trace the trace
	 * @param problem as in {@link #tracesEnd}
	 */
	default void ended(RequestTrace trace, @Nullable ProblemType problem) {
	}

	/**
	 * Called when the subscriber to a request's items or replies threw an exception,
	 * which it must not do. It receives no further items. Called on the subscriber's
	 * thread. By default the exception is passed to the thread's uncaught exception
	 * handler.
	 * @param event the event of the request
	 * @param failure the exception of the subscriber
	 */
	default void subscriberFailed(String event, Throwable failure) {
		Thread thread = Thread.currentThread();
		thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
	}

}
