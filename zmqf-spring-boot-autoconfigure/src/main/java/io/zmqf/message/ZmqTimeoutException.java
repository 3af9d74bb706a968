package io.zmqf.message;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when no reply arrived within the timeout. It is unknown whether the request was
 * handled.
 *
 * @since 0.1.0
 */
public class ZmqTimeoutException extends ZmqException {

	private final Duration timeout;

	private final boolean sent;

	public ZmqTimeoutException(String event, String endpoint, Duration timeout, boolean sent) {
		this(event, endpoint, timeout, sent, null);
	}

	/**
	 * Creates the exception.
	 * @param event the event of the request
	 * @param endpoint the endpoint of the peer
	 * @param timeout the time that the caller waited
	 * @param sent {@code true} if the request was passed to a connection
	 * @param refusal the reason of the last failed attempt to connect, or {@code null} if
	 * none failed
	 */
	public ZmqTimeoutException(String event, String endpoint, Duration timeout, boolean sent,
			@Nullable String refusal) {
		this("No reply to '" + event + "' within " + timeout.toMillis() + " ms from " + endpoint
				+ (sent ? "" : ": there was no connection to send it on")
				+ ((refusal != null) ? "; the last attempt to connect failed: " + refusal : ""), timeout, sent, event,
				endpoint);
	}

	private ZmqTimeoutException(String message, Duration timeout, boolean sent, String event, String endpoint) {
		super(message, event, endpoint, null);
		this.timeout = timeout;
		this.sent = sent;
	}

	/**
	 * Creates the exception for an interrupted stream.
	 * @param event the event of the request
	 * @param endpoint the endpoint of the peer
	 * @param timeout the time that the caller waited
	 * @param total {@code true} if this was the maximum duration of the whole stream
	 * @return the exception
	 */
	public static ZmqTimeoutException ofStream(String event, String endpoint, Duration timeout, boolean total) {
		return new ZmqTimeoutException(
				(total ? "The stream of '" + event + "' did not end within "
						: "No further item of '" + event + "' within ") + timeout.toMillis() + " ms from " + endpoint,
				timeout, true, event, endpoint);
	}

	/**
	 * Creates the exception for a request that a client interceptor did not pass on.
	 * @param event the event of the request
	 * @param endpoint the endpoint of the peer
	 * @param timeout the time that the caller waited
	 * @return the exception
	 */
	public static ZmqTimeoutException ofInterceptor(String event, String endpoint, Duration timeout) {
		return new ZmqTimeoutException("No reply to '" + event + "' within " + timeout.toMillis() + " ms from "
				+ endpoint + ": the client's interceptors have not sent it", timeout, false, event, endpoint);
	}

	/**
	 * Returns the time that the caller waited.
	 * @return the timeout of the request
	 */
	public Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Whether the request was passed to a connection.
	 * @return {@code false} if the request cannot have been handled
	 */
	public boolean isSent() {
		return this.sent;
	}

}
