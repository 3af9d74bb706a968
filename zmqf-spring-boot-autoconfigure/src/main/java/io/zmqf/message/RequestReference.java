package io.zmqf.message;

import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The names of a request in logs and exceptions. Both ends of a connection know it by the
 * same id: a router's log has the id of the client's side and that of the worker's side.
 * The trace id is the same everywhere.
 *
 * @param event the event of the request, {@code null} if it can't be read
 * @param id the address frame of eight bytes that the reply brings back, as 16
 * hexadecimal digits; {@code null} if the request has none
 * @param traceId the trace id of the {@code traceparent} header, as 32 hexadecimal
 * digits; {@code null} if the request has none
 * @since 0.1.0
 */
public record RequestReference(@Nullable String event, @Nullable String id, @Nullable String traceId) {

	private static final String TRACE_PARENT = "traceparent";

	/** The headers of a reply have no limit of their own, and a loop reads them here. */
	private static final int MAX_HEADERS = 64 * 1024;

	private static final int TRACE_START = 3;

	private static final int TRACE_END = 35;

	/**
	 * Reads the names of a message, as far as they can be read.
	 * @param frames all frames of one request or reply
	 * @return the reference
	 */
	public static RequestReference of(byte[][] frames) {
		int delimiter = 0;
		while (delimiter < frames.length && frames[delimiter].length > 0) {
			delimiter++;
		}
		return new RequestReference(MessageCodec.eventIfReadable(frames, delimiter),
				(delimiter > 0) ? id(frames[delimiter - 1]) : null, traceId(frames, delimiter));
	}

	private static @Nullable String id(byte[] address) {
		return (address.length == TokenTable.TOKEN_BYTES) ? HexFormat.of().formatHex(address) : null;
	}

	private static @Nullable String traceId(byte[][] frames, int delimiter) {
		try {
			return (Headers.size(frames, delimiter) <= MAX_HEADERS) ? traceId(Headers.of(frames, delimiter)) : null;
		}
		catch (MalformedMessageException ex) {
			return null;
		}
	}

	/**
	 * Reads the id that a token has in references.
	 * @param token a token of a {@link TokenTable}
	 * @return 16 hexadecimal digits
	 */
	public static String id(long token) {
		return HexFormat.of().toHexDigits(token);
	}

	/**
	 * Reads the trace id of a request.
	 * @param headers the headers of the request
	 * @return 32 hexadecimal digits, {@code null} if there is no readable
	 * {@code traceparent}
	 */
	public static @Nullable String traceId(Map<String, String> headers) {
		String parent = headers.get(TRACE_PARENT);
		if (parent == null || parent.length() < TRACE_END) {
			return null;
		}
		String traceId = parent.substring(TRACE_START, TRACE_END);
		return traceId.chars().allMatch(HexFormat::isHexDigit) ? traceId : null;
	}

	/**
	 * Describes the request for a log line.
	 * @return the event in quotes, and the ids in parentheses where there are any; safe
	 * to be written to a log
	 */
	@Override
	public String toString() {
		return ((this.event != null) ? "'" + Printable.of(this.event) + "'" : "an unreadable request")
				+ ids(this.id, this.traceId);
	}

	/** The ids as the end of a sentence, empty if there are none. */
	static String ids(@Nullable String id, @Nullable String traceId) {
		if (id == null && traceId == null) {
			return "";
		}
		return " (" + ((id != null) ? "request " + id : "") + ((id != null && traceId != null) ? ", " : "")
				+ ((traceId != null) ? "trace " + traceId : "") + ")";
	}

}
