package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One request or reply as it travels:
 * {@code [address]* [empty] [event] [data] [headers]?}. The arrays are not copied,
 * neither on the way in nor on the way out: nobody changes them once they are in a
 * message.
 *
 * @param envelope the address frames before the empty frame, outermost first
 * @param event the name of the request, 1 to 255 bytes of UTF-8
 * @param data one JSON value in UTF-8, {@link #NO_DATA} for none
 * @param headers the application's and the protocol's headers, empty where the frame is
 * left out
 * @since 0.1.0
 */
public record Message(byte[][] envelope, String event, byte[] data, Map<String, String> headers) {

	/** The envelope of a message whose sender is its only reader. */
	public static final byte[][] NO_ENVELOPE = {};

	/** The data of a message that has none: the JSON value {@code null}. */
	public static final byte[] NO_DATA = "null".getBytes(StandardCharsets.UTF_8);

	public Message(String event, byte[] data) {
		this(NO_ENVELOPE, event, data, Map.of());
	}

	/**
	 * The answer to this message: its whole envelope and its event, without its headers.
	 * @param replyData the JSON value to answer with
	 * @param replyHeaders the answer's own headers
	 * @return the answer
	 */
	public Message reply(byte[] replyData, Map<String, String> replyHeaders) {
		return new Message(this.envelope, this.event, replyData, replyHeaders);
	}

	/**
	 * The answer that says that this message can't be answered.
	 * @param problem the reason
	 * @return the answer, with event {@value Events#ERROR}
	 */
	public Message error(Problem problem) {
		return error(problem, Map.of());
	}

	/**
	 * The answer that says that this message can't be answered.
	 * @param problem the reason
	 * @param replyHeaders the answer's own headers
	 * @return the answer, with event {@value Events#ERROR}
	 */
	public Message error(Problem problem, Map<String, String> replyHeaders) {
		return new Message(this.envelope, Events.ERROR, problem.toJson(), replyHeaders);
	}

	/**
	 * The same message with other headers.
	 * @param replaced all headers
	 * @return the message
	 */
	public Message withHeaders(Map<String, String> replaced) {
		return new Message(this.envelope, this.event, this.data, replaced);
	}

	/**
	 * Whether this message is an answer that carries a {@link Problem}.
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
