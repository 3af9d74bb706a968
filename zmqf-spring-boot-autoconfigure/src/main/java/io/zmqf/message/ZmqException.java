package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * A request that got no reply, and why. Its subclasses are the reasons; one that is
 * neither of them is this class itself, such as data that can't be written as JSON.
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
	 * The request's event.
	 * @return its name, or {@code null} where no request is the matter
	 */
	public @Nullable String getEvent() {
		return this.event;
	}

	/**
	 * Where the request was to go.
	 * @return the endpoint as ZeroMQ writes it, or {@code null} where there is none
	 */
	public @Nullable String getEndpoint() {
		return this.endpoint;
	}

	/**
	 * Names the request as logs do. Ids that are known already stay.
	 * @param request the request
	 */
	public final void setRequest(RequestReference request) {
		this.requestId = (this.requestId != null) ? this.requestId : request.id();
		this.traceId = (this.traceId != null) ? this.traceId : request.traceId();
	}

	/**
	 * The id of the request, which is also in the logs of the router or the server that
	 * it was sent to.
	 * @return 16 hexadecimal digits, or {@code null} if it was not sent, or if it was
	 * sent without correlation
	 */
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	/**
	 * The id of the trace of the request, which is also in the logs of all nodes that
	 * have had it.
	 * @return 32 hexadecimal digits, or {@code null} if it was not traced
	 */
	public @Nullable String getTraceId() {
		return this.traceId;
	}

	/**
	 * The reason, followed by the ids of the request.
	 */
	@Override
	public @Nullable String getMessage() {
		return super.getMessage() + RequestReference.ids(this.requestId, this.traceId);
	}

}
