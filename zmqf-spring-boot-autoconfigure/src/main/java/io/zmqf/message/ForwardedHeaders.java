package io.zmqf.message;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request that a hop between client and handler needs, and the headers
 * frame for the next hop. Other headers are forwarded unread.
 *
 * @since 0.1.0
 */
public final class ForwardedHeaders extends PlainHeaders {

	private static final ForwardedHeaders NONE = new ForwardedHeaders(new byte[0]);

	/**
	 * The start of the timeout's value in the frame, or -1 if the frame must be encoded
	 * anew.
	 */
	private int timeoutStart = -1;

	private int timeoutEnd;

	/**
	 * The parsed headers, or {@code null} if the frame could be scanned without parsing.
	 */
	private @Nullable Map<String, String> parsed;

	private long timeoutMillis = -1;

	private boolean idempotent;

	private boolean namesSender;

	private boolean toAll;

	private int streamCredit;

	private long streamTimeoutMillis = -1;

	private ForwardedHeaders(byte[] frame) {
		super(frame);
	}

	/**
	 * Reads the headers of a request.
	 * @param frames all frames of the message
	 * @param delimiter the index of the empty frame
	 * @return the headers
	 * @throws MalformedMessageException as {@link Headers#decode(byte[])}
	 */
	public static ForwardedHeaders of(byte[][] frames, int delimiter) {
		return (frames.length > delimiter + 3) ? read(frames[delimiter + 3]) : NONE;
	}

	private static ForwardedHeaders read(byte[] frame) {
		ForwardedHeaders headers = new ForwardedHeaders(frame);
		if (!headers.scan()) {
			Map<String, String> parsed = Headers.decode(frame);
			headers.parsed = parsed;
			headers.timeoutStart = -1;
			headers.timeoutMillis = Headers.timeoutMillis(parsed);
			headers.idempotent = Headers.isIdempotent(parsed);
			headers.namesSender = parsed.containsKey(Headers.USER) || parsed.containsKey(Headers.ROLES);
			headers.toAll = Headers.ALL.equals(parsed.get(Headers.TO));
			headers.isStream(parsed.get(Headers.STREAM));
			headers.streamTimeoutMillis = StreamTerms.millis(parsed.get(Headers.STREAM_TIMEOUT));
		}
		return headers;
	}

	/**
	 * Reads a header. The last of several headers with the same name counts, as in a
	 * parser.
	 */
	@Override
	void header(int name, int nameEnd, int value, int valueEnd) {
		if (equals(name, nameEnd, Headers.TIMEOUT)) {
			this.timeoutStart = value;
			this.timeoutEnd = valueEnd;
			long number = number(frame(), value, valueEnd);
			this.timeoutMillis = (number >= 0) ? Headers.limited(number) : Headers.parseMillis(text(value, valueEnd));
		}
		else if (equals(name, nameEnd, Headers.IDEMPOTENT)) {
			this.idempotent = equals(value, valueEnd, "true");
		}
		else if (equals(name, nameEnd, Headers.USER) || equals(name, nameEnd, Headers.ROLES)) {
			this.namesSender = true;
		}
		else if (equals(name, nameEnd, Headers.TO)) {
			this.toAll = equals(value, valueEnd, Headers.ALL);
		}
		else if (equals(name, nameEnd, Headers.STREAM)) {
			isStream(text(value, valueEnd));
		}
		else if (equals(name, nameEnd, Headers.STREAM_TIMEOUT)) {
			this.streamTimeoutMillis = StreamTerms.millis(text(value, valueEnd));
		}
	}

	private void isStream(@Nullable String items) {
		int credit = StreamTerms.credit(items);
		this.streamCredit = (items != null && credit == 0) ? -1 : credit;
	}

	/**
	 * The remaining time of the request.
	 * @return the time in milliseconds, at least 0, or -1 if it is absent or invalid
	 */
	public long timeoutMillis() {
		return this.timeoutMillis;
	}

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} only if its sender marked it as idempotent
	 */
	public boolean isIdempotent() {
		return this.idempotent;
	}

	/**
	 * Whether the request names its sender. Only the node that authenticated the sender
	 * may add these headers.
	 * @return {@code true} if it names a user or roles
	 */
	public boolean namesSender() {
		return this.namesSender;
	}

	/**
	 * Whether the request is for all workers of its event.
	 * @return {@code true} only if the header is present
	 */
	public boolean isToAll() {
		return this.toAll;
	}

	/**
	 * The number of stream items that the caller initially accepts.
	 * @return the number, 0 if the request expects a single reply, or -1 if the number is
	 * invalid
	 */
	public int streamCredit() {
		return this.streamCredit;
	}

	/**
	 * The maximum duration of the stream.
	 * @return the time in milliseconds, or -1 for no limit
	 */
	public long streamTimeoutMillis() {
		return this.streamTimeoutMillis;
	}

	/**
	 * Encodes the headers of a stream with other remaining times.
	 * @param credit the number of items that the caller accepts now
	 * @param itemMillis the maximum time to wait for the next item in milliseconds
	 * @param totalMillis the remaining time of the stream in milliseconds, or -1 for no
	 * limit
	 * @return the frame
	 */
	public byte[] streamFrame(int credit, long itemMillis, long totalMillis) {
		Map<String, String> headers = copy();
		headers.put(Headers.STREAM, Integer.toString(credit));
		headers.put(Headers.TIMEOUT, Long.toString(itemMillis));
		if (totalMillis >= 0) {
			headers.put(Headers.STREAM_TIMEOUT, Long.toString(totalMillis));
		}
		return Headers.encode(headers);
	}

	/**
	 * Encodes the headers for a worker that must send a single reply, without those of
	 * streams and of requests to all workers.
	 * @param millis the remaining time in milliseconds, which replaces an existing
	 * timeout
	 * @return the frame, or {@code null} if no headers remain
	 */
	public byte @Nullable [] frameForOneReply(long millis) {
		if (this.streamCredit <= 0 && !this.toAll) {
			return frame(millis);
		}
		Map<String, String> headers = copy();
		headers.computeIfPresent(Headers.TIMEOUT, (name, value) -> Long.toString(millis));
		headers.remove(Headers.TO);
		headers.remove(Headers.STREAM);
		headers.remove(Headers.STREAM_TIMEOUT);
		return headers.isEmpty() ? null : Headers.encode(headers);
	}

	private Map<String, String> copy() {
		return (this != NONE) ? new LinkedHashMap<>(Headers.decode(frame())) : new LinkedHashMap<>();
	}

	/**
	 * Encodes the headers with another remaining time.
	 * @param millis the remaining time in milliseconds
	 * @return the frame, unchanged if it contains no timeout, or {@code null} if there
	 * are no headers
	 */
	public byte @Nullable [] frame(long millis) {
		if (this.timeoutStart >= 0) {
			return patched(frame(), millis);
		}
		if (this.parsed != null && this.parsed.containsKey(Headers.TIMEOUT)) {
			this.parsed.put(Headers.TIMEOUT, Long.toString(millis));
			return Headers.encode(this.parsed);
		}
		return (this != NONE) ? frame() : null;
	}

	private byte[] patched(byte[] source, long millis) {
		byte[] patched = new byte[source.length - (this.timeoutEnd - this.timeoutStart) + digits(millis)];
		System.arraycopy(source, 0, patched, 0, this.timeoutStart);
		int end = write(millis, patched, this.timeoutStart);
		System.arraycopy(source, this.timeoutEnd, patched, end, source.length - this.timeoutEnd);
		return patched;
	}

}
