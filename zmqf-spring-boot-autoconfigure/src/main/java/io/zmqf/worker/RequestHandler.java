package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;

/**
 * Answers the requests of one event.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Answers a request; called on a thread of the worker's executor, or on the loop of
	 * its connection where it is not {@linkplain #isBlocking() blocking}.
	 * @param request the request
	 * @return the answer, made by {@link Message#reply} or {@link Message#error}, now or
	 * later
	 * @throws ProblemException to choose what the caller gets to see; every other
	 * exception, thrown or in the result, is told without its message
	 */
	CompletionStage<Message> handle(Message request) throws Exception;

	/**
	 * Whether it may block. Asked for once, when the handler is registered.
	 * @return {@code false} to be called on a loop, which does nothing else meanwhile
	 */
	default boolean isBlocking() {
		return true;
	}

	/**
	 * Whether its thread is interrupted once nobody waits for the request any more. Asked
	 * for once, when the handler is registered.
	 * @return {@code true} for a {@linkplain #isBlocking() blocking} handler that ends
	 * soon then
	 */
	default boolean isInterruptible() {
		return false;
	}

	/**
	 * Whether it may answer with many items, by {@link StreamedReply}. Asked for once,
	 * when the handler is registered.
	 * @return {@code true} where it may
	 */
	default boolean isStreaming() {
		return false;
	}

	/**
	 * What stands behind it, for logs and the endpoint.
	 * @return the signature of a method, say
	 */
	default String description() {
		return getClass().getName();
	}

	/**
	 * What it takes and gives, for those who want to call it. Asked for at any time.
	 * @return its types and roles, as far as they are known
	 */
	default HandlerSignature signature() {
		return HandlerSignature.UNKNOWN;
	}

}
