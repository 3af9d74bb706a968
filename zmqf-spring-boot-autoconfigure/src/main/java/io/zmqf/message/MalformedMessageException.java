package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when frames are not a message of this protocol.
 *
 * @since 0.1.0
 */
public class MalformedMessageException extends RuntimeException {

	public MalformedMessageException(String reason, @Nullable Throwable cause) {
		super(reason, cause, false, false);
	}

}
