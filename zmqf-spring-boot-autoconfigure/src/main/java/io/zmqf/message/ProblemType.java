package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The problems that the protocol itself knows: their URI, status and title.
 *
 * @since 0.1.0
 */
public enum ProblemType {

	/**
	 * The data is not JSON, does not fit the handler's parameter, or fails validation.
	 */
	MALFORMED(400, "Malformed request"),
	/** The sender may not do this, or nobody knows who it is. */
	FORBIDDEN(403, "Forbidden"),
	/** Nobody handles the event. */
	NO_HANDLER(404, "No handler"),
	/** The message is over the configured size. */
	TOO_LARGE(413, "Message too large"),
	/** The message belongs to an address of another purpose. */
	MISDIRECTED(421, "Misdirected message"),
	/** The worker's or the router's queue is full. */
	BUSY(429, "Busy"),
	/** The handler threw. */
	HANDLER_FAILED(500, "Handler failed"),
	/** The worker went away with a request that was not marked idempotent. */
	WORKER_LOST(502, "Worker lost"),
	/** No live worker for the event. */
	NO_WORKER(503, "No worker"),
	/** The request's time ran out before it reached a handler. */
	DEADLINE_EXCEEDED(504, "Deadline exceeded");

	private final int status;

	private final String title;

	private final String uri = "urn:zmqf:" + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

	ProblemType(int status, String title) {
		this.status = status;
		this.title = title;
	}

	public int status() {
		return this.status;
	}

	public String uri() {
		return this.uri;
	}

	/**
	 * A problem of this type.
	 * @param event the request's event, {@code null} where it could not be read
	 * @param detail the explanation of this very occurrence, {@code null} for none
	 * @return the problem
	 */
	public Problem of(@Nullable String event, @Nullable String detail) {
		return new Problem(this.uri, this.title, this.status, detail, event, java.util.List.of());
	}

}
