package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request with a timeout only, as most requests have. The number is
 * converted to text only on demand.
 */
final class TimeoutHeader extends AbstractMap<String, String> {

	private static final byte[] BEGIN = ("{\"" + Headers.TIMEOUT + "\":\"").getBytes(StandardCharsets.US_ASCII);

	private final long millis;

	private TimeoutHeader(long millis) {
		this.millis = millis;
	}

	/**
	 * Reads a headers frame in the form that {@link RequestHeaders} writes.
	 * @param frame the headers frame
	 * @return the headers, or {@code null} if the frame contains others or has another
	 * form
	 */
	static @Nullable TimeoutHeader of(byte[] frame) {
		int start = BEGIN.length;
		int end = frame.length - 2;
		if (end <= start || frame[end] != '"' || frame[end + 1] != '}'
				|| !Arrays.equals(BEGIN, 0, start, frame, 0, start)) {
			return null;
		}
		long number = PlainHeaders.number(frame, start, end);
		return (number >= 0 && PlainHeaders.digits(number) == end - start) ? new TimeoutHeader(number) : null;
	}

	long millis() {
		return this.millis;
	}

	@Override
	public int size() {
		return 1;
	}

	@Override
	public boolean containsKey(@Nullable Object name) {
		return Headers.TIMEOUT.equals(name);
	}

	@Override
	public @Nullable String get(@Nullable Object name) {
		return Headers.TIMEOUT.equals(name) ? Long.toString(this.millis) : null;
	}

	@Override
	public Set<Map.Entry<String, String>> entrySet() {
		return Collections.singletonMap(Headers.TIMEOUT, Long.toString(this.millis)).entrySet();
	}

}
