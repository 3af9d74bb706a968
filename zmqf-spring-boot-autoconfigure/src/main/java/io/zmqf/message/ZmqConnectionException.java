package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The connection that the request was on is lost, or none can be made. Where it was lost
 * after sending, whether the request was handled is not known.
 *
 * @since 0.1.0
 */
public class ZmqConnectionException extends ZmqException {

	public ZmqConnectionException(@Nullable String event, String endpoint, String reason, @Nullable Throwable cause) {
		super(((event != null) ? "'" + event + "' was not answered by " : "No connection to ") + endpoint + ": "
				+ reason, event, endpoint, cause);
	}

}
