package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The headers frame of a request, written but for the time that is left, which is known
 * when it is sent.
 *
 * @since 0.1.0
 */
public final class RequestHeaders {

	private static final byte[] TIMEOUT = ('"' + Headers.TIMEOUT + "\":\"").getBytes(StandardCharsets.US_ASCII);

	/** The digits of the longest time. */
	private static final int MAX_DIGITS = 19;

	private static final RequestHeaders NONE = new RequestHeaders(new byte[] { '{' });

	/** All that comes before the digits. */
	private final byte[] begin;

	private RequestHeaders(byte[] others) {
		this.begin = Arrays.copyOf(others, others.length + TIMEOUT.length);
		System.arraycopy(TIMEOUT, 0, this.begin, others.length, TIMEOUT.length);
	}

	/**
	 * Writes the headers of a request.
	 * @param headers the application's own
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
		others[others.length - 1] = ','; // instead of the end of the object
		return new RequestHeaders(others);
	}

	/**
	 * Writes the headers of a request for a stream.
	 * @param headers the application's own
	 * @param idempotent {@code true} if the request may be handled more than once
	 * @param terms the terms of a stream that its caller takes
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
	 * @return its bytes
	 */
	public int maxSize() {
		return this.begin.length + MAX_DIGITS + 2;
	}

	/**
	 * The id of the trace that the request belongs to.
	 * @return 32 hexadecimal digits, {@code null} if it belongs to none
	 */
	public @Nullable String traceId() {
		return (this == NONE) ? null : RequestReference.traceId(Headers.decode(frame(0)));
	}

	/**
	 * The frame as it is sent.
	 * @param millis the time that the sender still waits, at least 0
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
