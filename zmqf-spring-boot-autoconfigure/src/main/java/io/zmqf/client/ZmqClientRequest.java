package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A request on its way through interceptors. Used by one thread at a time.
 *
 * @since 0.1.0
 */
public final class ZmqClientRequest {

	private final @Nullable String client;

	private final String event;

	private @Nullable Object data;

	/** {@code null} for the type of the value. */
	private @Nullable Type dataType;

	/** Also read by the timer of the call. */
	private volatile @Nullable Duration timeout;

	private boolean idempotent;

	private @Nullable Duration streamTimeout;

	private int window;

	private final Map<String, String> headers = new LinkedHashMap<>();

	ZmqClientRequest(@Nullable String client, String event) {
		this.client = client;
		this.event = event;
	}

	/**
	 * The name of the client.
	 * @return {@code name} of a client in {@code zmqf.clients.<name>}, {@code null} for
	 * the one of {@code zmqf.client}
	 */
	public @Nullable String getClient() {
		return this.client;
	}

	/**
	 * The event of the request.
	 * @return its name
	 */
	public String getEvent() {
		return this.event;
	}

	/**
	 * The data of the request.
	 * @return the value, {@code null} for none
	 */
	public @Nullable Object getData() {
		return this.data;
	}

	/**
	 * Replaces the data.
	 * @param data anything that the mapper can write, {@code null} for none
	 */
	public void setData(@Nullable Object data) {
		setData(data, null);
	}

	/**
	 * Replaces the data, which is written by its declared type.
	 * @param data anything that the mapper can write, {@code null} for none
	 * @param type the declared type, {@code null} for that of the value
	 */
	public void setData(@Nullable Object data, @Nullable Type type) {
		this.data = data;
		this.dataType = type;
	}

	/**
	 * The declared type of the data.
	 * @return the type, {@code null} for that of the value
	 */
	public @Nullable Type getDataType() {
		return this.dataType;
	}

	/**
	 * The headers of the request.
	 * @return the headers, which may be changed
	 */
	public Map<String, String> getHeaders() {
		return this.headers;
	}

	/**
	 * The timeout of the request.
	 * @return the timeout, {@code null} for the client's own
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Replaces the timeout.
	 * @param timeout at least one millisecond, {@code null} for the client's own
	 */
	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * The time for a whole stream.
	 * @return the timeout, {@code null} without a limit
	 */
	public @Nullable Duration getStreamTimeout() {
		return this.streamTimeout;
	}

	/**
	 * Replaces the time for a whole stream.
	 * @param timeout at least one millisecond, {@code null} without a limit
	 */
	public void setStreamTimeout(@Nullable Duration timeout) {
		this.streamTimeout = timeout;
	}

	void window(int items) {
		this.window = items;
	}

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} where the caller said so
	 */
	public boolean isIdempotent() {
		return this.idempotent;
	}

	void setIdempotent() {
		this.idempotent = true;
	}

	/** Gives a request all that this one has. */
	RequestSpec applyTo(RequestSpec spec) {
		Duration wait = this.timeout;
		if (this.dataType != null) {
			spec.data(this.data, ParameterizedTypeReference.forType(this.dataType));
		}
		else {
			spec.data(this.data);
		}
		if (wait != null) {
			spec.timeout(wait);
		}
		if (this.streamTimeout != null) {
			spec.streamTimeout(this.streamTimeout);
		}
		if (this.window > 0) {
			spec.window(this.window);
		}
		if (this.idempotent) {
			spec.idempotent();
		}
		this.headers.forEach(spec::header);
		return spec;
	}

}
