package io.zmqf.message;

import java.util.HexFormat;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The identifiers of a request in logs and exceptions. Both ends of a connection use the
 * same request id. Therefore a router logs two ids: one for the client's side and one for
 * the worker's side. The trace id is the same everywhere.
 *
 * @param event the event of the request, or {@code null} if it cannot be read
 * @param id the request id, 16 hexadecimal digits: the address frame of eight bytes that
 * the reply returns; {@code null} if there is none
 * @param traceId the trace id of the {@code traceparent} header, 32 hexadecimal digits,
 * or {@code null} if there is none
 * @since 0.1.0
 */
public record RequestReference(@Nullable String event, @Nullable String id, @Nullable String traceId) {

	private static final String TRACE_PARENT = "traceparent";

	/**
	 * The maximum size of the headers in bytes. Headers of replies have no limit of their
	 * own, and an event loop parses them here.
	 */
	private static final int MAX_HEADERS = 64 * 1024;

	private static final int TRACE_START = 3;

	private static final int TRACE_END = 35;

	/**
	 * Reads the identifiers of a message. Unreadable ones are {@code null}.
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
	 * Returns the request id of a token.
	 * @param token a token of a {@link TokenTable}
	 * @return 16 hexadecimal digits
	 */
	public static String id(long token) {
		return HexFormat.of().toHexDigits(token);
	}

	/**
	 * Reads the trace id of a request.
	 * @param headers the headers of the request
	 * @return 32 hexadecimal digits, or {@code null} if there is no valid
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
	 * @return the quoted event, followed by the known ids in parentheses; safe to log
	 */
	@Override
	public String toString() {
		return ((this.event != null) ? "'" + Printable.of(this.event) + "'" : "an unreadable request")
				+ ids(this.id, this.traceId);
	}

	/** Formats the ids as the end of a sentence; empty if there are none. */
	static String ids(@Nullable String id, @Nullable String traceId) {
		if (id == null && traceId == null) {
			return "";
		}
		return " (" + ((id != null) ? "request " + id : "") + ((id != null && traceId != null) ? ", " : "")
				+ ((traceId != null) ? "trace " + traceId : "") + ")";
	}

}
