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
 * The headers frame: one JSON object, string to string.
 *
 * @since 0.1.0
 */
public final class Headers {

	/** The prefix of all names that are the protocol's own. */
	public static final String PROTOCOL_PREFIX = "zmqf-";

	/** Milliseconds that the sender of a request still waits for its reply. */
	public static final String TIMEOUT = "zmqf-timeout";

	/** {@code true} where a request may be handled more than once. */
	public static final String IDEMPOTENT = "zmqf-idempotent";

	/**
	 * The number of items that the caller of a stream takes to begin with. With it
	 * {@link #TIMEOUT} is the longest wait for the next item.
	 */
	public static final String STREAM = "zmqf-stream";

	/** Milliseconds that a whole stream may take. */
	public static final String STREAM_TIMEOUT = "zmqf-stream-timeout";

	/**
	 * Who sent a request, as a router has found out; what a client says itself is
	 * removed.
	 */
	public static final String USER = "zmqf-user";

	/** What the sender may do, names with commas between them; as {@link #USER}. */
	public static final String ROLES = "zmqf-roles";

	/** {@value #ALL} where a request is for all workers of its event. */
	public static final String TO = "zmqf-to";

	/** To all workers of an event. */
	public static final String ALL = "all";

	/** The id of the node that has answered a request to all. */
	public static final String NODE = "zmqf-node";

	/** The status of the problem that is the answer to a request to all. */
	public static final String STATUS = "zmqf-status";

	/**
	 * {@code true} in the reply of a node that stops: the request was not handled, and
	 * another node may take it.
	 */
	public static final String STOPPING = "zmqf-stopping";

	/** A time that others write as a decimal number. */
	private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]*)?([eE][0-9]{1,2})?");

	/** Longer than anybody waits, and no more than a clock of nanoseconds can add. */
	private static final long LONGEST_MILLIS = Duration.ofDays(365).toMillis();

	private static final JsonFactory JSON = new JsonFactory();

	private Headers() {
	}

	/**
	 * Writes a headers frame.
	 * @param headers the headers, not empty
	 * @return the frame
	 * @throws IllegalArgumentException if one of them is not valid Unicode
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
	 * Adds headers to a frame that is not read for it.
	 * @param frame the frame of a JSON object without these headers
	 * @param added the headers to add, not empty
	 * @return a frame with the added headers first
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
	 * Reads a headers frame.
	 * @param frame the frame
	 * @return the headers, in the order of the frame
	 * @throws MalformedMessageException if it is anything but one JSON object of strings
	 */
	public static Map<String, String> decode(byte[] frame) {
		PlainMap plain = new PlainMap();
		return PlainHeaders.scan(frame, plain) ? plain.headers : decodeAny(frame);
	}

	/** Most requests have the one header that says how long their senders wait. */
	private static final class PlainMap implements PlainHeaders.Visitor {

		private Map<String, String> headers = Map.of();

		@Override
		public void header(byte[] frame, int name, int nameEnd, int value, int valueEnd) {
			boolean timeout = PlainHeaders.equals(frame, name, nameEnd, TIMEOUT);
			TimeoutHeader only = (timeout && this.headers.isEmpty()) ? TimeoutHeader.of(frame, value, valueEnd) : null;
			if (only != null) {
				this.headers = only;
				return;
			}
			String key = timeout ? TIMEOUT : PlainHeaders.text(frame, name, nameEnd);
			String text = PlainHeaders.text(frame, value, valueEnd);
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
				// An escape may stand for no character
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
	 * Reads the headers of a message, where it has any.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the headers, empty where their frame is left out
	 * @throws MalformedMessageException as {@link #decode(byte[])}
	 */
	public static Map<String, String> of(byte[][] frames, int delimiter) {
		return (frames.length > delimiter + 3) ? decode(frames[delimiter + 3]) : Map.of();
	}

	/**
	 * The size of a message's headers.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the bytes of their frame, 0 where it is left out
	 */
	public static int size(byte[][] frames, int delimiter) {
		return (frames.length > delimiter + 3) ? frames[delimiter + 3].length : 0;
	}

	/**
	 * The time that a request has left.
	 * @param headers the headers of a request
	 * @return milliseconds, at least 0, or -1 where the sender said nothing that can be
	 * read
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
	 * @param headers the headers of a request
	 * @return {@code true} only where its sender said so
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
