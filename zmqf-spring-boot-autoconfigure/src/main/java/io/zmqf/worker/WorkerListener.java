package io.zmqf.worker;

import io.zmqf.message.ProblemType;
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
	 * A request was answered before a handler had seen it.
	 * @param problem why
	 */
	default void requestRefused(ProblemType problem) {
	}

	/**
	 * A handler threw something that its caller does not get to see.
	 * @param event the event of the request
	 * @param failure what was thrown, {@code null} where it gave no reply at all
	 */
	default void handlerFailed(String event, @Nullable Throwable failure) {
	}

}
