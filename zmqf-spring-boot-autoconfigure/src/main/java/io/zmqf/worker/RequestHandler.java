package io.zmqf.worker;

import java.util.concurrent.CompletionStage;

import io.zmqf.message.Message;
import io.zmqf.message.ProblemException;

/** Answers the requests of one event. */
@FunctionalInterface
public interface RequestHandler {

	/**
	 * Answers a request; called on a thread of the worker's executor, never on a loop.
	 * @param request the request
	 * @return the answer, made by {@link Message#reply} or {@link Message#error}, now or
	 * later
	 * @throws ProblemException to choose what the caller gets to see; every other
	 * exception, thrown or in the result, is told without its message
	 */
	CompletionStage<Message> handle(Message request) throws Exception;

	/**
	 * What stands behind it, for logs and the endpoint.
	 * @return the signature of a method, say
	 */
	default String description() {
		return getClass().getName();
	}

}
