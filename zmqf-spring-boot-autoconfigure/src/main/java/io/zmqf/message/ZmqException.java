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

}
