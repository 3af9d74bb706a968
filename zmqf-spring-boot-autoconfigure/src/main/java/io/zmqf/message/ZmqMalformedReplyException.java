package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a reply is not JSON, or does not match the requested type.
 *
 * @since 0.1.0
 */
public class ZmqMalformedReplyException extends ZmqException {

	public ZmqMalformedReplyException(String event, String endpoint, String reason, @Nullable Throwable cause) {
		super("The reply to '" + event + "' from " + endpoint + " can't be read: " + reason, event, endpoint, cause);
	}

}
