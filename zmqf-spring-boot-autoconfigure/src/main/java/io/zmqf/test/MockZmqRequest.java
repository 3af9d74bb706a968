package io.zmqf.test;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.zmqf.message.JsonData;
import org.jspecify.annotations.Nullable;

/**
 * A request that a {@link MockZmqServer} received.
 *
 * @since 0.1.0
 */
public final class MockZmqRequest {

	private final String event;

	private final byte[] data;

	private final Map<String, String> headers;

	private final JsonData json;

	private volatile boolean cancelled;

	MockZmqRequest(String event, byte[] data, Map<String, String> headers, JsonData json) {
		this.event = event;
		this.data = data;
		this.headers = new TreeMap<>(headers);
		this.headers.keySet().removeIf((name) -> name.startsWith("zmqf-"));
		this.json = json;
	}

	/**
	 * Returns the event.
	 * @return the event
	 */
	public String getEvent() {
		return this.event;
	}

	/**
	 * Returns the data.
	 * @param <T> the type of the data
	 * @param type the type of the data
	 * @return the data, or {@code null} if the request has none
	 */
	@SuppressWarnings("unchecked")
	public <T> @Nullable T getData(Class<T> type) {
		return (T) this.json.read(this.data, (Type) type);
	}

	/**
	 * Returns the data as text.
	 * @return the JSON
	 */
	public String getJson() {
		return new String(this.data, StandardCharsets.UTF_8);
	}

	/**
	 * Returns the application's headers without those of the protocol.
	 * @return the headers by name
	 */
	public Map<String, String> getHeaders() {
		return Map.copyOf(this.headers);
	}

	/**
	 * Whether the client has cancelled the request or its stream.
	 * @return {@code true} after the server received the cancellation, which is
	 * asynchronous
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	void cancel() {
		this.cancelled = true;
	}

	byte[] bytes() {
		return this.data;
	}

	@Override
	public String toString() {
		return this.event + " " + getJson() + (this.headers.isEmpty() ? "" : " " + this.headers);
	}

}
