package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Receives traces of single requests of one node, such as a log that shows slow ones.
 * Called on loops for each request: an implementation neither waits nor throws, and does
 * not allocate where it wants no trace.
 *
 * @since 0.1.0
 */
public interface RequestTracing {

	/** Wants no traces. */
	RequestTracing NONE = new RequestTracing() {
	};

	/**
	 * Whether any trace may be wanted at present.
	 * @return {@code false} to save the node the look at the clock
	 */
	default boolean isOn() {
		return false;
	}

	/**
	 * Whether a trace of the requests that are given to their receivers is wanted.
	 * @return {@code true} to have {@link #given} called
	 */
	default boolean tracesGiven() {
		return false;
	}

	/**
	 * Whether a trace of a request that ends is wanted.
	 * @param nanos the time that the node has had the request; for a stream until its
	 * first item
	 * @param problem the problem that the node itself answers with, {@code null} for none
	 * @return {@code true} to have {@link #ended} called
	 */
	default boolean tracesEnd(long nanos, @Nullable ProblemType problem) {
		return false;
	}

	/**
	 * A request was given to its receiver.
	 * @param trace the request, without outcome
	 */
	default void given(RequestTrace trace) {
	}

	/**
	 * A request has ended.
	 * @param trace the request
	 * @param problem as for {@link #tracesEnd}
	 */
	default void ended(RequestTrace trace, @Nullable ProblemType problem) {
	}

	/**
	 * The subscriber to the items or answers of a request has thrown, which it may not
	 * do, and gets no more; on its thread. Passed to the thread's handler of uncaught
	 * exceptions unless it is overridden.
	 * @param event the event of the request
	 * @param failure the exception of the subscriber
	 */
	default void subscriberFailed(String event, Throwable failure) {
		Thread thread = Thread.currentThread();
		thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
	}

}
