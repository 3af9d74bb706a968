package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The way of a request through one node. Each node traces its own part; no times travel
 * between nodes.
 *
 * @param node the name of the node's socket
 * @param request the names of the request
 * @param sender the node that sent the request to a router, {@code null} elsewhere
 * @param receiver the worker, the server or the handler that got it, {@code null} if none
 * did
 * @param receiverId the id of the request on the receiver's side, {@code null} if it is
 * the same
 * @param waitedNanos the time until the request was given to the receiver: for a
 * connection in a client, in the queue of a router, for a thread in a worker
 * @param servedNanos the time from then to the outcome, 0 if it was not given to any
 * @param outcome the outcome as the end of a sentence, {@code null} if there is none yet
 * @since 0.1.0
 */
public record RequestTrace(String node, RequestReference request, @Nullable String sender, @Nullable String receiver,
		@Nullable String receiverId, long waitedNanos, long servedNanos, @Nullable String outcome) {

	/**
	 * Describes the outcome of a request that has a reply.
	 * @param reply all frames of the reply, {@code null} for none
	 * @return {@code "replied"}, the status and the title of its problem, or {@code null}
	 * without a reply
	 */
	public static @Nullable String outcome(byte @Nullable [][] reply) {
		if (reply == null) {
			return null;
		}
		try {
			int delimiter = MessageCodec.delimiter(reply);
			MessageCodec.requireBodies(reply, delimiter);
			return MessageCodec.isError(reply, delimiter) ? Problem.brief(reply[delimiter + 2]).summary() : "replied";
		}
		catch (MalformedMessageException ex) {
			return ex.getMessage();
		}
	}

}
