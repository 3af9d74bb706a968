package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The timing of a request within one node. Each node traces its own part; times are not
 * sent between nodes.
 *
 * @param node the name of the node's socket
 * @param request the identifiers of the request
 * @param sender the node that sent the request to a router, otherwise {@code null}
 * @param receiver the worker, the server or the handler that received it, or {@code null}
 * if none did
 * @param receiverId the request id on the receiver's side, or {@code null} if it is the
 * same
 * @param waitedNanos the time until the request was passed to the receiver in
 * nanoseconds: a client waits for a connection, a router queues, and a worker waits for a
 * thread
 * @param servedNanos the time from then to the outcome in nanoseconds, 0 if it was not
 * passed to a receiver
 * @param outcome the outcome as the end of a sentence, or {@code null} if there is none
 * yet
 * @since 0.1.0
 */
public record RequestTrace(String node, RequestReference request, @Nullable String sender, @Nullable String receiver,
		@Nullable String receiverId, long waitedNanos, long servedNanos, @Nullable String outcome) {

	/**
	 * Describes the outcome of a request.
	 * @param reply all frames of the reply, or {@code null} for none
	 * @return {@code "replied"}, the summary of the problem, or {@code null} if there is
	 * no reply
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
