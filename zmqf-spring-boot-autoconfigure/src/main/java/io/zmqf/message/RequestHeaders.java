package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The encoded headers frame of a request without its remaining time, which is known only
 * when the request is sent.
 *
 * @since 0.1.0
 */
public final class RequestHeaders {

	private static final byte[] TIMEOUT = ('"' + Headers.TIMEOUT + "\":\"").getBytes(StandardCharsets.US_ASCII);

	/** The maximum number of digits of a time. */
	private static final int MAX_DIGITS = 19;

	private static final RequestHeaders NONE = new RequestHeaders(new byte[] { '{' });

	/** The frame up to the digits of the time. */
	private final byte[] begin;

	private RequestHeaders(byte[] others) {
		this.begin = Arrays.copyOf(others, others.length + TIMEOUT.length);
		System.arraycopy(TIMEOUT, 0, this.begin, others.length, TIMEOUT.length);
	}

	/**
	 * Encodes the headers of a request.
	 * @param headers the application's headers
	 * @param idempotent {@code true} if the request may be handled more than once
	 * @return the headers
	 */
	public static RequestHeaders of(Map<String, String> headers, boolean idempotent) {
		if (headers.isEmpty() && !idempotent) {
			return NONE;
		}
		Map<String, String> all = new LinkedHashMap<>(headers);
		if (idempotent) {
			all.put(Headers.IDEMPOTENT, "true");
		}
		byte[] others = Headers.encode(all);
		others[others.length - 1] = ','; // replaces the end of the object
		return new RequestHeaders(others);
	}

	/**
	 * Encodes the headers of a request for a stream.
	 * @param headers the application's headers
	 * @param idempotent {@code true} if the request may be handled more than once
	 * @param terms the terms of the stream
	 * @return the headers
	 */
	public static RequestHeaders of(Map<String, String> headers, boolean idempotent, StreamTerms terms) {
		Map<String, String> all = new LinkedHashMap<>(headers);
		all.put(Headers.STREAM, Integer.toString(terms.credit()));
		if (terms.timeoutMillis() >= 0) {
			all.put(Headers.STREAM_TIMEOUT, Long.toString(terms.timeoutMillis()));
		}
		return of(all, idempotent);
	}

	/**
	 * The size of the frame with the longest time.
	 * @return the size in bytes
	 */
	public int maxSize() {
		return this.begin.length + MAX_DIGITS + 2;
	}

	/**
	 * The id of the request's trace.
	 * @return 32 hexadecimal digits, or {@code null} if it has none
	 */
	public @Nullable String traceId() {
		return (this == NONE) ? null : RequestReference.traceId(Headers.decode(frame(0)));
	}

	/**
	 * Creates the frame to send.
	 * @param millis the remaining time in milliseconds, at least 0
	 * @return the frame
	 */
	public byte[] frame(long millis) {
		byte[] frame = Arrays.copyOf(this.begin, this.begin.length + PlainHeaders.digits(millis) + 2);
		int end = PlainHeaders.write(millis, frame, this.begin.length);
		frame[end++] = '"';
		frame[end] = '}';
		return frame;
	}

}
