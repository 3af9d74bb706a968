package io.zmqf.zmtp;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the peer violates ZMTP or refuses the connection. The connection must be
 * closed after its pending output is written. The message continues a sentence about the
 * peer. There is no stack trace, because any stranger can cause this exception.
 *
 * @since 0.1.0
 */
public final class ZmtpException extends RuntimeException {

	/** The kinds of failures. */
	public enum Reason {

		/** The peer speaks another protocol. */
		NOT_ZMTP,
		/** The peer speaks ZMTP 1.0. */
		ZMTP_1,
		/** The peer uses another security mechanism. */
		MECHANISM,
		/** A command or frame is malformed, or arrives in the wrong state. */
		MALFORMED,
		/** A CURVE box was encrypted with another key or was altered. */
		CRYPTOGRAPHIC,
		/** The peer sent {@code ERROR}. */
		REFUSED,
		/** The socket types don't fit together. */
		SOCKET_TYPE,
		/** The announced routing id is illegal. */
		IDENTITY,
		/** A frame is larger than allowed. */
		FRAME_SIZE,
		/** A message is larger than allowed. */
		MESSAGE_SIZE,
		/** A message has more frames than allowed. */
		FRAME_COUNT

	}

	private final Reason reason;

	private final @Nullable String errorCode;

	/**
	 * Creates an exception.
	 * @param reason the kind of failure
	 * @param message the message, which continues a sentence about the peer
	 */
	public ZmtpException(Reason reason, String message) {
		this(reason, message, null);
	}

	private ZmtpException(Reason reason, String message, @Nullable String errorCode) {
		super(message, null, false, false);
		this.reason = reason;
		this.errorCode = errorCode;
	}

	/**
	 * Creates an exception for a malformed or unexpected command or frame.
	 * @param message the message, which continues a sentence about the peer
	 * @return the exception
	 */
	public static ZmtpException malformed(String message) {
		return new ZmtpException(Reason.MALFORMED, message);
	}

	/**
	 * Creates an exception for a command that is malformed or out of order.
	 * @param command the command
	 * @return the exception
	 */
	public static ZmtpException unexpected(Command command) {
		String name = command.name();
		byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
		return malformed("it sent a malformed or unexpected " + printable(bytes, 0, Math.min(bytes.length, 32)));
	}

	/**
	 * Creates an exception for an {@code ERROR} of the peer.
	 * @param error the command
	 * @return the exception
	 */
	static ZmtpException refused(Command error) {
		byte[] data = error.data();
		if (data.length == 0 || data.length != 1 + (data[0] & 0xff)) {
			return malformed("it sent a malformed ERROR");
		}
		String code = printable(data, 1, data.length);
		return new ZmtpException(Reason.REFUSED, "it refused the connection with ERROR '" + code + "'", code);
	}

	/** Text from the peer with unprintable characters replaced, safe to log. */
	static String printable(byte[] bytes, int from, int to) {
		return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?");
	}

	/**
	 * The kind of failure.
	 * @return the reason
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * The reason in the peer's {@code ERROR}. libzmq sends a ZAP status code (RFC 27).
	 * @return the reason in printable ASCII, or {@code null} for other kinds of failures
	 */
	public @Nullable String errorCode() {
		return this.errorCode;
	}

}
