package io.zmqf.message;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a hop between the ends has to know of a request's headers, and their frame as the
 * next hop gets it. The other headers are passed on unread.
 *
 * @since 0.1.0
 */
public final class ForwardedHeaders {

	private static final ForwardedHeaders NONE = new ForwardedHeaders(null);

	private final byte @Nullable [] frame;

	/** Where the time stands in the frame, -1 where it has to be written anew. */
	private int timeoutStart = -1;

	private int timeoutEnd;

	/** {@code null} where the frame could be read without them. */
	private @Nullable Map<String, String> parsed;

	private long timeoutMillis = -1;

	private boolean idempotent;

	private boolean namesSender;

	private boolean toAll;

	private int streamCredit;

	private long streamTimeoutMillis = -1;

	private ForwardedHeaders(byte @Nullable [] frame) {
		this.frame = frame;
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
		if (!PlainHeaders.scan(frame, headers::header)) {
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

	/** The last of several with one name counts, as for a parser. */
	private void header(byte[] source, int name, int nameEnd, int value, int valueEnd) {
		if (PlainHeaders.equals(source, name, nameEnd, Headers.TIMEOUT)) {
			this.timeoutStart = value;
			this.timeoutEnd = valueEnd;
			long number = PlainHeaders.number(source, value, valueEnd);
			this.timeoutMillis = (number >= 0) ? Headers.limited(number)
					: Headers.parseMillis(PlainHeaders.text(source, value, valueEnd));
		}
		else if (PlainHeaders.equals(source, name, nameEnd, Headers.IDEMPOTENT)) {
			this.idempotent = PlainHeaders.equals(source, value, valueEnd, "true");
		}
		else if (PlainHeaders.equals(source, name, nameEnd, Headers.USER)
				|| PlainHeaders.equals(source, name, nameEnd, Headers.ROLES)) {
			this.namesSender = true;
		}
		else if (PlainHeaders.equals(source, name, nameEnd, Headers.TO)) {
			this.toAll = PlainHeaders.equals(source, value, valueEnd, Headers.ALL);
		}
		else if (PlainHeaders.equals(source, name, nameEnd, Headers.STREAM)) {
			isStream(PlainHeaders.text(source, value, valueEnd));
		}
		else if (PlainHeaders.equals(source, name, nameEnd, Headers.STREAM_TIMEOUT)) {
			this.streamTimeoutMillis = StreamTerms.millis(PlainHeaders.text(source, value, valueEnd));
		}
	}

	private void isStream(@Nullable String items) {
		int credit = StreamTerms.credit(items);
		this.streamCredit = (items != null && credit == 0) ? -1 : credit;
	}

	/**
	 * The time that the request has left.
	 * @return milliseconds, at least 0, or -1 where the sender said nothing that can be
	 * read
	 */
	public long timeoutMillis() {
		return this.timeoutMillis;
	}

	/**
	 * Whether the request may be handled more than once.
	 * @return {@code true} only where its sender said so
	 */
	public boolean isIdempotent() {
		return this.idempotent;
	}

	/**
	 * Whether the request says who sent it, which only those who found it out may do.
	 * @return {@code true} where it names a user or roles
	 */
	public boolean namesSender() {
		return this.namesSender;
	}

	/**
	 * Whether the request is for all workers of its event.
	 * @return {@code true} only where its sender said so
	 */
	public boolean isToAll() {
		return this.toAll;
	}

	/**
	 * The items that the caller of a stream takes to begin with.
	 * @return their number, 0 where the request takes one reply, -1 where that can't be
	 * read
	 */
	public int streamCredit() {
		return this.streamCredit;
	}

	/**
	 * The time that the whole stream may take.
	 * @return milliseconds, or -1 without a limit
	 */
	public long streamTimeoutMillis() {
		return this.streamTimeoutMillis;
	}

	/**
	 * The frame of a stream with other times left.
	 * @param credit the items that its caller takes now
	 * @param itemMillis the longest wait for the next item
	 * @param totalMillis the time for the whole stream, -1 without a limit
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
	 * The frame for a caller that takes no items, or a worker that knows none, whatever
	 * it says.
	 * @param millis the time left, for a frame that says something of time
	 * @return the frame, {@code null} where nothing else is said
	 */
	public byte @Nullable [] frameWithoutStream(long millis) {
		return withoutStream(copy(), millis);
	}

	/**
	 * The frame for a worker that is to give one reply, whatever it says.
	 * @param millis the time left, for a frame that says something of time
	 * @return the frame, {@code null} where nothing else is said
	 */
	public byte @Nullable [] frameForOneReply(long millis) {
		if (this.streamCredit <= 0 && !this.toAll) {
			return frame(millis);
		}
		Map<String, String> headers = copy();
		headers.remove(Headers.TO);
		return withoutStream(headers, millis);
	}

	private static byte @Nullable [] withoutStream(Map<String, String> headers, long millis) {
		headers.computeIfPresent(Headers.TIMEOUT, (name, said) -> (millis >= 0) ? Long.toString(millis) : said);
		headers.remove(Headers.STREAM);
		headers.remove(Headers.STREAM_TIMEOUT);
		return headers.isEmpty() ? null : Headers.encode(headers);
	}

	private Map<String, String> copy() {
		return (this.frame != null) ? new LinkedHashMap<>(Headers.decode(this.frame)) : new LinkedHashMap<>();
	}

	/**
	 * The frame with another time left.
	 * @param millis the time
	 * @return the frame as it came where it said nothing of time, {@code null} without
	 * any headers
	 */
	public byte @Nullable [] frame(long millis) {
		byte[] source = this.frame;
		if (source != null && this.timeoutStart >= 0) {
			return patched(source, millis);
		}
		if (this.parsed != null && this.parsed.containsKey(Headers.TIMEOUT)) {
			this.parsed.put(Headers.TIMEOUT, Long.toString(millis));
			return Headers.encode(this.parsed);
		}
		return source;
	}

	private byte[] patched(byte[] source, long millis) {
		byte[] patched = new byte[source.length - (this.timeoutEnd - this.timeoutStart) + PlainHeaders.digits(millis)];
		System.arraycopy(source, 0, patched, 0, this.timeoutStart);
		int end = PlainHeaders.write(millis, patched, this.timeoutStart);
		System.arraycopy(source, this.timeoutEnd, patched, end, source.length - this.timeoutEnd);
		return patched;
	}

}
