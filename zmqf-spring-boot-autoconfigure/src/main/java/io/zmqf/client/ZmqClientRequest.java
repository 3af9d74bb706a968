package io.zmqf.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.message.BoundedTime;
import io.zmqf.message.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to its peer, as through interceptors. Used by one thread at a
 * time.
 *
 * @since 0.1.0
 */
public class ZmqClientRequest {

	private final @Nullable String client;

	private final String event;

	private @Nullable Object data;

	/** {@code null} for the type of the value. */
	private @Nullable Type dataType;

	/** Also read by the timer of the call. */
	private volatile @Nullable Duration timeout;

	private boolean idempotent;

	private @Nullable Duration streamTimeout;

	/** 0 for the client's own. */
	private int window;

	private final Map<String, String> headers = new LinkedHashMap<>();

	ZmqClientRequest(@Nullable String client, String event) {
		this.client = client;
		this.event = event;
	}

	/**
	 * Creates a copy, which has headers of its own.
	 * @param other the request
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
	 * @throws IllegalArgumentException if the data stands for a value that nobody would
	 * read, such as a publisher or a future
	 */
	public void setData(@Nullable Object data, @Nullable Type type) {
		DataTypes.requireData(data);
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
	 * @throws IllegalArgumentException if it is shorter
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
	 * The time for a whole stream.
	 * @return the timeout, {@code null} without a limit
	 */
	public @Nullable Duration getStreamTimeout() {
		return this.streamTimeout;
	}

	/**
	 * Replaces the time for a whole stream.
	 * @param timeout at least one millisecond, {@code null} without a limit
	 * @throws IllegalArgumentException if it is shorter
	 */
	public void setStreamTimeout(@Nullable Duration timeout) {
		this.streamTimeout = (timeout != null) ? required(timeout) : null;
	}

	/** The items of a stream that may be on their way, 0 for the client's own number. */
	int window() {
		return this.window;
	}

	void setWindow(int items) {
		this.window = ClientSettings.requireWindow(items);
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

}
