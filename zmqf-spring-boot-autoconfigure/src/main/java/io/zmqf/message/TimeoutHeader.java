package io.zmqf.message;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request that has nothing but the time that its sender waits, as most
 * have: its digits become a text only for who reads it as one.
 */
final class TimeoutHeader extends AbstractMap<String, String> {

	private final long millis;

	private TimeoutHeader(long millis) {
		this.millis = millis;
	}

	/**
	 * Reads the headers.
	 * @param frame their frame
	 * @param start the index of the value
	 * @param end the index behind the value
	 * @return the headers, {@code null} where the value is not written as a number is
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
