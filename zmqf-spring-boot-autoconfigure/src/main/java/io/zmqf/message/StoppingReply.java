package io.zmqf.message;

/**
 * Recognises the reply of a stopping node, which has not handled the request.
 *
 * @since 0.1.0
 */
public final class StoppingReply {

	/**
	 * The maximum size of the headers in bytes. Such a reply needs far less, and an event
	 * loop parses it.
	 */
	private static final int MAX_HEADERS = 1024;

	private StoppingReply() {
	}

	/**
	 * Whether a reply comes from a stopping node.
	 * @param frames all frames of the reply
	 * @return {@code false} for all other replies, including malformed ones
	 */
	public static boolean matches(byte[][] frames) {
		try {
			int delimiter = MessageCodec.delimiter(frames);
			return frames.length == delimiter + 4 && frames[delimiter + 3].length <= MAX_HEADERS
					&& MessageCodec.isError(frames, delimiter)
					&& "true".equals(Headers.of(frames, delimiter).get(Headers.STOPPING));
		}
		catch (MalformedMessageException ex) {
			return false;
		}
	}

}
