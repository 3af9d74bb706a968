package io.zmqf.router;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.Utf8;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The data of a worker's {@code zmqf.ready}.
 *
 * @param events the events that the worker handles, or {@code null} for all events
 * @param capacity the maximum number of concurrent requests
 * @param connection the number of its connection, or 0 if the worker does not count them
 */
record WorkerAnnouncement(@Nullable Set<String> events, int capacity, long connection) {

	/** The maximum size of an announcement, in bytes. */
	static final int MAX_BYTES = 1024 * 1024;

	/** The maximum number of events in an announcement. */
	static final int MAX_EVENTS = 10_000;

	private static final int MAX_NAME = 255;

	private static final JsonFactory JSON = new JsonFactory();

	/**
	 * Reads an announcement.
	 * @param data the frame of its data
	 * @return the announcement
	 * @throws MalformedMessageException if it is not a JSON object, is too large, or has
	 * a negative capacity
	 */
	static WorkerAnnouncement read(byte[] data) {
		if (data.length > MAX_BYTES) {
			throw new MalformedMessageException(
					"the announcement has " + data.length + " bytes, more than " + MAX_BYTES, null);
		}
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the announcement is not UTF-8", null);
		}
		Set<String> events = null;
		long capacity = 1;
		long connection = 0;
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), data)) {
			require(json.nextToken() == JsonToken.START_OBJECT, "is not a JSON object");
			while (json.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = json.currentName();
				JsonToken value = json.nextToken();
				switch (name) {
					case "events" -> events = events(json, value);
					case "capacity" -> {
						capacity = number(json, 1);
						require(capacity >= 0, "has a capacity below 0");
					}
					case "connection" -> connection = number(json, 0);
					default -> json.skipChildren();
				}
			}
			require(json.nextToken() == null, "is not one JSON object");
		}
		catch (JacksonException ex) {
			throw new MalformedMessageException("the announcement is not JSON", ex);
		}
		return new WorkerAnnouncement(events, (int) Math.min(capacity, Integer.MAX_VALUE), connection);
	}

	private static @Nullable Set<String> events(JsonParser json, JsonToken value) {
		if (value == JsonToken.VALUE_NULL) {
			return null;
		}
		require(value == JsonToken.START_ARRAY, "has no list of events");
		Set<String> events = new LinkedHashSet<>();
		for (int count = 0; json.nextToken() != JsonToken.END_ARRAY; count++) {
			require(json.currentToken() == JsonToken.VALUE_STRING, "has an event that is not a string");
			require(count < MAX_EVENTS, "has more than " + MAX_EVENTS + " events");
			String event = json.getString();
			require(isName(event), "has an event that is empty or has more than " + MAX_NAME + " bytes");
			events.add(event);
		}
		return events;
	}

	private static boolean isName(String event) {
		return !event.isEmpty() && event.length() <= MAX_NAME
				&& event.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME;
	}

	/** Returns a number, limited to the range of {@code long}. */
	private static long number(JsonParser json, long otherwise) {
		JsonToken value = json.currentToken();
		if (value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
			return json.getLongValue();
		}
		long number = (value != null && (value.isNumeric() || value == JsonToken.VALUE_STRING))
				? (long) json.getValueAsDouble(otherwise) : otherwise;
		json.skipChildren();
		return number;
	}

	private static void require(boolean condition, String otherwise) {
		if (!condition) {
			throw new MalformedMessageException("the announcement " + otherwise, null);
		}
	}

}
