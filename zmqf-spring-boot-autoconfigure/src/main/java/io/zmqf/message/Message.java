package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request or a reply with its frames {@code [address]* [empty] [event] [data]
 * [headers]?}. Arrays are not copied when a message is created or read, and must not be
 * modified.
 *
 * @param envelope the address frames before the empty frame, outermost first
 * @param event the event, 1 to 255 bytes in UTF-8
 * @param data one JSON value in UTF-8, or {@link #NO_DATA} for none
 * @param headers the headers of the application and the protocol; empty if there is no
 * headers frame
 * @since 0.1.0
 */
public record Message(byte[][] envelope, String event, byte[] data, Map<String, String> headers) {

	/** The envelope of a message without address frames. */
	public static final byte[][] NO_ENVELOPE = {};

	/** The data of a message without data: the JSON value {@code null}. */
	public static final byte[] NO_DATA = "null".getBytes(StandardCharsets.UTF_8);

	public Message(String event, byte[] data) {
		this(NO_ENVELOPE, event, data, Map.of());
	}

	/**
	 * Creates a reply to this message, with the same envelope and event.
	 * @param replyData the data of the reply as JSON
	 * @param replyHeaders the headers of the reply
	 * @return the reply
	 */
	public Message reply(byte[] replyData, Map<String, String> replyHeaders) {
		return new Message(this.envelope, this.event, replyData, replyHeaders);
	}

	/**
	 * Creates an error reply to this message.
	 * @param problem the reason
	 * @return the reply, with the event {@value Events#ERROR}
	 */
	public Message error(Problem problem) {
		return error(problem, Map.of());
	}

	/**
	 * Creates an error reply to this message.
	 * @param problem the reason
	 * @param replyHeaders the headers of the reply
	 * @return the reply, with the event {@value Events#ERROR}
	 */
	public Message error(Problem problem, Map<String, String> replyHeaders) {
		return new Message(this.envelope, Events.ERROR, problem.toJson(), replyHeaders);
	}

	/**
	 * Returns this message with other headers.
	 * @param replaced all headers
	 * @return the message
	 */
	public Message withHeaders(Map<String, String> replaced) {
		return new Message(this.envelope, this.event, this.data, replaced);
	}

	/**
	 * Whether this message is a reply with a {@link Problem}.
	 * @return {@code true} for the event {@value Events#ERROR}
	 */
	public boolean isError() {
		return Events.ERROR.equals(this.event);
	}

	@Override
	public String toString() {
		return "Message[event=" + this.event + ", " + this.envelope.length + " address frames, " + this.data.length
				+ " bytes, headers=" + this.headers.keySet() + "]";
	}

}
