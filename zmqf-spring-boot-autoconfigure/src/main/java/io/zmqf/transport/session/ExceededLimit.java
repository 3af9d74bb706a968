package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;

/**
 * A limit that a peer was over, so that its connection was closed. Told as the code of
 * the socket event {@code HANDSHAKE_FAILED_NO_DETAIL}, for want of one of JeroMQ's own.
 */
public enum ExceededLimit {

	/** The socket has as many connections as it may have. */
	CONNECTIONS,
	/** A message did not end soon enough. */
	FRAMES,
	/** A frame, or a message as a whole, was too large. */
	MESSAGE_SIZE;

	/** Far from the codes of {@link HandshakeFailure}. */
	private static final int FIRST_CODE = 1000;

	/**
	 * The limit that an event tells of.
	 * @param code the event's code
	 * @return the limit, {@code null} where the event tells of a handshake that failed
	 */
	public static @Nullable ExceededLimit of(int code) {
		return (code >= FIRST_CODE) ? values()[code - FIRST_CODE] : null;
	}

	int code() {
		return FIRST_CODE + ordinal();
	}

}
