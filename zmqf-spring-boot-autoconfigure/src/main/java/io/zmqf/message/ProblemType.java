package io.zmqf.message;

import org.jspecify.annotations.Nullable;

/**
 * The problem types of the protocol with their URI, status and title.
 *
 * @since 0.1.0
 */
public enum ProblemType {

	/**
	 * The data is not JSON, does not match the handler's parameter, or fails validation.
	 */
	MALFORMED(400, "Malformed request"),
	/** The sender lacks permission or is not authenticated. */
	FORBIDDEN(403, "Forbidden"),
	/** No node handles the event. */
	NO_HANDLER(404, "No handler"),
	/** The message exceeds the configured size. */
	TOO_LARGE(413, "Message too large"),
	/** The message was sent to an address of another purpose. */
	MISDIRECTED(421, "Misdirected message"),
	/** The queue of the worker or the router is full. */
	BUSY(429, "Busy"),
	/** The handler threw an exception. */
	HANDLER_FAILED(500, "Handler failed"),
	/**
	 * The worker disconnected while it handled a request that was not marked as
	 * idempotent.
	 */
	WORKER_LOST(502, "Worker lost"),
	/** No live worker handles the event. */
	NO_WORKER(503, "No worker"),
	/** The deadline of the request passed before a handler was called. */
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
	 * Creates a problem of this type.
	 * @param event the event of the request, or {@code null} if it could not be read
	 * @param detail the explanation of this occurrence, or {@code null} for none
	 * @return the problem
	 */
	public Problem of(@Nullable String event, @Nullable String detail) {
		return new Problem(this.uri, this.title, this.status, detail, event, java.util.List.of());
	}

}
