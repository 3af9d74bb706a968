package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;

/**
 * A handler of the requests of one event.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Handles a request. A {@linkplain #isBlocking() blocking} handler is called on a
	 * thread of the worker's executor, others on the event loop of the connection.
	 * @param request the request
	 * @return the future reply, created by {@link Message#reply} or {@link Message#error}
	 * @throws ProblemException to choose the problem that the caller receives; the
	 * message of any other exception, thrown or in the result, is not sent
	 */
	CompletionStage<Message> handle(Message request) throws Exception;

	/**
	 * Whether the handler may block. Called once, when the handler is registered.
	 * @return {@code false} to be called on the event loop, which is blocked meanwhile
	 */
	default boolean isBlocking() {
		return true;
	}

	/**
	 * Whether the handler's thread is interrupted when the request is cancelled. Called
	 * once, when the handler is registered.
	 * @return {@code true} for a {@linkplain #isBlocking() blocking} handler that ends
	 * soon after an interrupt
	 */
	default boolean isInterruptible() {
		return false;
	}

	/**
	 * Whether the handler may reply with a stream of items, by {@link StreamedReply}.
	 * Called once, when the handler is registered.
	 * @return {@code true} if it may
	 */
	default boolean isStreaming() {
		return false;
	}

	/**
	 * Returns the description of the handler for logs and the actuator endpoint.
	 * @return the description, such as the signature of a method
	 */
	default String description() {
		return getClass().getName();
	}

	/**
	 * Returns the signature of the handler, which callers can query. Called at any time.
	 * @return the types and roles, as far as they are known
	 */
	default HandlerSignature signature() {
		return HandlerSignature.UNKNOWN;
	}

}
