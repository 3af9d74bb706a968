package io.zmqf.message;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The headers frame of a message: one JSON object whose values are strings.
 *
 * @since 0.1.0
 */
public final class Headers {

	/** The prefix of the protocol's own headers. */
	public static final String PROTOCOL_PREFIX = "zmqf-";

	/**
	 * The time in milliseconds that the sender of a request still waits for its reply.
	 */
	public static final String TIMEOUT = "zmqf-timeout";

	/** {@code true} if a request may be handled more than once. */
	public static final String IDEMPOTENT = "zmqf-idempotent";

	/**
	 * The number of stream items that the caller initially accepts. With this header,
	 * {@link #TIMEOUT} is the maximum time to wait for the next item.
	 */
	public static final String STREAM = "zmqf-stream";

	/** The maximum duration of a stream in milliseconds. */
	public static final String STREAM_TIMEOUT = "zmqf-stream-timeout";

	/**
	 * The user who sent a request, as authenticated by the router. The router removes
	 * this header from clients' requests.
	 */
	public static final String USER = "zmqf-user";

	/** The comma-separated roles of the sender, with the same rules as {@link #USER}. */
	public static final String ROLES = "zmqf-roles";

	/** {@value #ALL} if a request is for all workers of its event. */
	public static final String TO = "zmqf-to";

	/** The value of {@link #TO} for all workers of an event. */
	public static final String ALL = "all";

	/** The id of the node that replied to a request to all workers. */
	public static final String NODE = "zmqf-node";

	/** The status of a problem in a reply to a request to all workers. */
	public static final String STATUS = "zmqf-status";

	/**
	 * {@code true} in the reply of a stopping node. The request was not handled, and
	 * another node may handle it.
	 */
	public static final String STOPPING = "zmqf-stopping";

	/** A time as a decimal number, as other implementations may write it. */
	private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]*)?([eE][0-9]{1,2})?");

	/** The maximum time, which can be added to a nanosecond clock. */
	private static final long LONGEST_MILLIS = Duration.ofDays(365).toMillis();

	private static final JsonFactory JSON = new JsonFactory();

	private Headers() {
	}

	/**
	 * Encodes a headers frame.
	 * @param headers the headers, not empty
	 * @return the frame
	 * @throws IllegalArgumentException if a header is not valid Unicode
	 */
	public static byte[] encode(Map<String, String> headers) {
		byte[] plain = PlainHeaders.write(headers);
		return (plain != null) ? plain : encodeAny(headers);
	}

	private static byte[] encodeAny(Map<String, String> headers) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream(32 + 64 * headers.size());
		try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), frame)) {
			json.writeStartObject();
			headers.forEach((name, value) -> {
				if (!Utf8.isEncodable(name) || !Utf8.isEncodable(value)) {
					throw new IllegalArgumentException("Header '" + name + "' is not valid Unicode");
				}
				json.writeStringProperty(name, value);
			});
			json.writeEndObject();
		}
		return frame.toByteArray();
	}

	/**
	 * Adds headers to a frame without parsing it.
	 * @param frame the frame, a JSON object without these headers
	 * @param added the headers to add, not empty
	 * @return the frame with the added headers first
	 */
	public static byte[] prepend(byte[] frame, Map<String, String> added) {
		byte[] first = encode(added);
		int rest = skipBlanks(frame, skipBlanks(frame, 0) + 1);
		if (rest >= frame.length || frame[rest] == '}') {
			return first;
		}
		byte[] joined = Arrays.copyOf(first, first.length + frame.length - rest);
		joined[first.length - 1] = ',';
		System.arraycopy(frame, rest, joined, first.length, frame.length - rest);
		return joined;
	}

	private static int skipBlanks(byte[] frame, int start) {
		int at = start;
		while (at < frame.length && frame[at] <= ' ' && frame[at] >= 0) {
			at++;
		}
		return at;
	}

	/**
	 * Decodes a headers frame.
	 * @param frame the frame
	 * @return the headers, in the order of the frame
	 * @throws MalformedMessageException if the frame is not one JSON object of strings
	 */
	public static Map<String, String> decode(byte[] frame) {
		TimeoutHeader only = TimeoutHeader.of(frame);
		if (only != null) {
			return only;
		}
		PlainMap plain = new PlainMap(frame);
		return plain.scan() ? plain.headers : decodeAny(frame);
	}

	/** Collects plain headers. */
	private static final class PlainMap extends PlainHeaders {

		private Map<String, String> headers = Map.of();

		PlainMap(byte[] frame) {
			super(frame);
		}

		@Override
		void header(int name, int nameEnd, int value, int valueEnd) {
			String key = equals(name, nameEnd, TIMEOUT) ? TIMEOUT : text(name, nameEnd);
			String text = text(value, valueEnd);
			if (this.headers.isEmpty()) {
				this.headers = Collections.singletonMap(key, text);
				return;
			}
			if (this.headers.size() == 1) {
				this.headers = new LinkedHashMap<>(this.headers);
			}
			this.headers.put(key, text);
		}

	}

	private static Map<String, String> decodeAny(byte[] frame) {
		if (!Utf8.isJson(frame)) {
			throw new MalformedMessageException("the headers are not UTF-8", null);
		}
		Map<String, String> headers = new LinkedHashMap<>();
		try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), frame)) {
			require(json.nextToken() == JsonToken.START_OBJECT);
			while (json.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = json.currentName();
				require(json.nextToken() == JsonToken.VALUE_STRING);
				String value = json.getString();
				// an escape may not be a valid character
				require(Utf8.isEncodable(name) && Utf8.isEncodable(value));
				headers.put(name, value);
			}
			require(json.nextToken() == null);
		}
		catch (JacksonException ex) {
			throw new MalformedMessageException("the headers are not JSON", ex);
		}
		return headers;
	}

	/**
	 * Decodes the headers of a message.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the headers, empty if there is no headers frame
	 * @throws MalformedMessageException as {@link #decode(byte[])}
	 */
	public static Map<String, String> of(byte[][] frames, int delimiter) {
		return (frames.length > delimiter + 3) ? decode(frames[delimiter + 3]) : Map.of();
	}

	/**
	 * Returns the size of a message's headers.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the size of the headers frame in bytes, 0 if there is none
	 */
	public static int size(byte[][] frames, int delimiter) {
		return (frames.length > delimiter + 3) ? frames[delimiter + 3].length : 0;
	}

	/**
	 * Returns the remaining time of a request.
	 * @param headers the headers of the request
	 * @return the time in milliseconds, at least 0, or -1 if it is absent or invalid
	 */
	public static long timeoutMillis(Map<String, String> headers) {
		if (headers instanceof TimeoutHeader only) {
			return limited(only.millis());
		}
		String timeout = headers.get(TIMEOUT);
		return (timeout != null) ? parseMillis(timeout) : -1;
	}

	/**
	 * Whether a request may be handled more than once.
	 * @param headers the headers of the request
	 * @return {@code true} only if its sender marked it as idempotent
	 */
	public static boolean isIdempotent(Map<String, String> headers) {
		return "true".equals(headers.get(IDEMPOTENT));
	}

	static long parseMillis(String timeout) {
		try {
			return limited(Long.parseLong(timeout));
		}
		catch (NumberFormatException ex) {
			return DECIMAL.matcher(timeout).matches() ? limited((long) Double.parseDouble(timeout)) : -1;
		}
	}

	static long limited(long millis) {
		return Math.min(Math.max(0, millis), LONGEST_MILLIS);
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new MalformedMessageException("the headers are not one JSON object of strings", null);
		}
	}

}
