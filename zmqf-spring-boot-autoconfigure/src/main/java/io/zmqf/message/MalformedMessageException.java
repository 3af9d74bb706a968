package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Frames that are not a message of this protocol.
 *
 * @since 0.1.0
 */
public class MalformedMessageException extends RuntimeException {

	private final byte @Nullable [][] envelope;

	public MalformedMessageException(String reason, @Nullable Throwable cause) {
		this(reason, cause, null);
	}

	private MalformedMessageException(String reason, @Nullable Throwable cause, byte @Nullable [][] envelope) {
		super(reason, cause, false, false);
		this.envelope = envelope;
	}

	/**
	 * Where an answer can be sent to.
	 * @return the address frames, or {@code null} where they could not be read either
	 */
	public byte @Nullable [][] getEnvelope() {
		return this.envelope;
	}

	MalformedMessageException within(byte[][] readable) {
		return new MalformedMessageException(String.valueOf(getMessage()), getCause(), readable);
	}

}
