package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a request has no reply. Subclasses distinguish the reasons. This class
 * itself is used for all others, such as data that cannot be written as JSON.
 *
 * @since 0.1.0
 */
public class ZmqException extends RuntimeException {

	private final @Nullable String event;

	private final @Nullable String endpoint;

	private volatile @Nullable String requestId;

	private volatile @Nullable String traceId;

	public ZmqException(String message, @Nullable String event, @Nullable String endpoint, @Nullable Throwable cause) {
		super(message, cause);
		this.event = event;
		this.endpoint = endpoint;
	}

	/**
	 * Returns the event of the request.
	 * @return the event, or {@code null} if there is no request
	 */
	public @Nullable String getEvent() {
		return this.event;
	}

	/**
	 * Returns the endpoint that the request was sent to.
	 * @return the endpoint in ZeroMQ's notation, or {@code null} if there is none
	 */
	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	/**
	 * Sets the ids of the request for the message. Ids that are already set are kept.
	 * @param request the identifiers of the request
	 */
	public final void setRequest(RequestReference request) {
		this.requestId = (this.requestId != null) ? this.requestId : request.id();
		this.traceId = (this.traceId != null) ? this.traceId : request.traceId();
	}

	/**
	 * Returns the request id, which also appears in the log of the router or the server
	 * that received the request.
	 * @return 16 hexadecimal digits, or {@code null} if the request was not sent, or was
	 * sent without correlation
	 */
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	/**
	 * Returns the trace id, which also appears in the logs of all nodes that received the
	 * request.
	 * @return 32 hexadecimal digits, or {@code null} if the request was not traced
	 */
	public @Nullable String getTraceId() {
		return this.traceId;
	}

	/**
	 * Returns the reason, followed by the ids of the request.
	 */
	@Override
	public @Nullable String getMessage() {
		return super.getMessage() + RequestReference.ids(this.requestId, this.traceId);
	}

}
