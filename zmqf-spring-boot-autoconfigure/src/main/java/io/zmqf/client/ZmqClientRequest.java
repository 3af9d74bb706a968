package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * A request that interceptors may read and change before it is sent. Not thread-safe.
 *
 * @since 0.1.0
 */
public class ZmqClientRequest {

	private final @Nullable String client;

	private final String event;

	private @Nullable Object data;

	/** The declared type of the data, or {@code null} for the type of the value. */
	private @Nullable Type dataType;

	/** The timeout. Volatile, because the timer of an intercepted call reads it. */
	private volatile @Nullable Duration timeout;

	private boolean idempotent;

	private @Nullable Duration streamTimeout;

	/** The maximum number of unconsumed items, or 0 for the client's window. */
	private int window;

	private final Map<String, String> headers = new LinkedHashMap<>();

	ZmqClientRequest(@Nullable String client, String event) {
		this.client = client;
		this.event = event;
	}

	/**
	 * Creates a copy with its own headers.
	 * @param other the request to copy
	 */
	public ZmqClientRequest(ZmqClientRequest other) {
		this(other.client, other.event);
		this.data = other.data;
		this.dataType = other.dataType;
		this.timeout = other.timeout;
		this.idempotent = other.idempotent;
		this.streamTimeout = other.streamTimeout;
		this.window = other.window;
		this.headers.putAll(other.headers);
	}

	/**
	 * Returns the name of the client.
	 * @return the name, as in {@code zmqf.clients.<name>}, or {@code null} for the client
	 * of {@code zmqf.client}
	 */
	public @Nullable String getClient() {
		return this.client;
	}

	/**
	 * Returns the event of the request.
	 * @return the name of the event
	 */
	public String getEvent() {
		return this.event;
	}

	/**
	 * Returns the data of the request.
	 * @return the value, or {@code null} for none
	 */
	public @Nullable Object getData() {
		return this.data;
	}

	/**
	 * Replaces the data.
	 * @param data a value that the mapper can write, or {@code null} for none
	 */
	public void setData(@Nullable Object data) {
		setData(data, null);
	}

	/**
	 * Replaces the data, which is written by its declared type.
	 * @param data a value that the mapper can write, or {@code null} for none
	 * @param type the declared type, or {@code null} for the type of the value
	 * @throws IllegalArgumentException if the value is not data, for example a publisher
	 * or a future
	 */
	public void setData(@Nullable Object data, @Nullable Type type) {
		DataTypes.requireData(data);
		this.data = data;
		this.dataType = type;
	}

	/**
	 * Returns the declared type of the data.
	 * @return the type, or {@code null} for the type of the value
	 */
	public @Nullable Type getDataType() {
		return this.dataType;
	}

	/**
	 * Returns the headers of the request.
	 * @return the modifiable headers
	 */
	public Map<String, String> getHeaders() {
		return this.headers;
	}

	/**
	 * Returns the timeout of the request.
	 * @return the timeout, or {@code null} for the client's timeout
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Replaces the timeout.
	 * @param timeout the timeout, at least one millisecond, or {@code null} for the
	 * client's timeout
	 * @throws IllegalArgumentException if the timeout is shorter
	 */
	public void setTimeout(@Nullable Duration timeout) {
		this.timeout = (timeout != null) ? required(timeout) : null;
	}

	private static Duration required(Duration timeout) {
		if (timeout.compareTo(ClientSettings.SHORTEST_TIMEOUT) < 0) {
			throw new IllegalArgumentException("Timeout " + timeout + ": at least one millisecond is allowed");
		}
		return BoundedTime.of(timeout);
	}

	/**
	 * Returns the maximum duration of a whole stream.
	 * @return the duration, or {@code null} for no limit
	 */
	public @Nullable Duration getStreamTimeout() {
		return this.streamTimeout;
	}

	/**
	 * Replaces the maximum duration of a whole stream.
	 * @param timeout the duration, at least one millisecond, or {@code null} for no limit
	 * @throws IllegalArgumentException if the timeout is shorter
	 */
	public void setStreamTimeout(@Nullable Duration timeout) {
		this.streamTimeout = (timeout != null) ? required(timeout) : null;
	}

	/** Returns the maximum number of unconsumed items, or 0 for the client's window. */
	int window() {
		return this.window;
	}

	void setWindow(int items) {
		this.window = ClientSettings.requireWindow(items);
	}

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} if the caller declared it
	 */
	public boolean isIdempotent() {
		return this.idempotent;
	}

	void setIdempotent() {
		this.idempotent = true;
	}

}
