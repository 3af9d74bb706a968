package io.zmqf.message;

/**
 * The replies of nodes that stop: they have not handled the request.
 *
 * @since 0.1.0
 */
public final class StoppingReply {

	/** What such a reply needs is far less, and it is read on a loop. */
	private static final int MAX_HEADERS = 1024;

	private StoppingReply() {
	}

	/**
	 * Whether a reply says that its node is stopping.
	 * @param frames all frames of the reply
	 * @return {@code false} for every other one, also where it is malformed
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
