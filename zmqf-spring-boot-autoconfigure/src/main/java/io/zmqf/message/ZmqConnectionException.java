package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the connection of a request was lost or could not be established. If it was
 * lost after sending, it is unknown whether the request was handled.
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
	 * @param event the event of the request, or {@code null} if there is no request
	 * @param endpoint the endpoint of the peer
	 * @param reason the reason, as the end of a sentence about the connection
	 * @param cause the cause, or {@code null} if there is none
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
	 * @return {@code false} if the connection was lost each time that the request was
	 * sent, so that the request may be the cause
	 */
	public boolean isRepeatable() {
		return this.repeatable;
	}

}
