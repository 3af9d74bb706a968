package io.zmqf.message;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request with a timeout only, as most requests have. The number is
 * converted to text only on demand.
 */
final class TimeoutHeader extends AbstractMap<String, String> {

	private final long millis;

	private TimeoutHeader(long millis) {
		this.millis = millis;
	}

	/**
	 * Creates the headers.
	 * @param frame the headers frame
	 * @param start the index of the value
	 * @param end the index after the value
	 * @return the headers, or {@code null} if the value is not a canonical number
	 */
	static @Nullable TimeoutHeader of(byte[] frame, int start, int end) {
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
