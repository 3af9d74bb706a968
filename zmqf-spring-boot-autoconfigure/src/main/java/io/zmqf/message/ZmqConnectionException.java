package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The connection that the request was on is lost, or none can be made. Where it was lost
 * after sending, whether the request was handled is not known.
 *
 * @since 0.1.0
 */
public class ZmqConnectionException extends ZmqException {

	private final boolean repeatable;

	public ZmqConnectionException(@Nullable String event, String endpoint, String reason, @Nullable Throwable cause) {
		this(event, endpoint, reason, cause, true);
	}

	/**
	 * Creates the exception.
	 * @param event the request's event
	 * @param endpoint the endpoint of the peer
	 * @param reason the end of a sentence about the connection
	 * @param cause the cause
	 * @param repeatable {@code true} if the same request may succeed later
	 */
	public ZmqConnectionException(@Nullable String event, String endpoint, String reason, @Nullable Throwable cause,
			boolean repeatable) {
		super(((event != null) ? "'" + event + "' was not answered by " : "No connection to ") + endpoint + ": "
				+ reason, event, endpoint, cause);
		this.repeatable = repeatable;
	}

	/**
	 * Whether the same request may succeed later.
	 * @return {@code false} where the connection was lost as often as the request was
	 * sent, so that the request may be the reason
	 */
	public boolean isRepeatable() {
		return this.repeatable;
	}

}
