package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The terms of a stream, as its request defines them.
 *
 * @param credit the number of items that the caller initially accepts
 * @param timeoutMillis the maximum duration of the stream in milliseconds, or -1 for no
 * limit
 * @since 0.1.0
 */
public record StreamTerms(int credit, long timeoutMillis) {

	/** The maximum credit of a caller. */
	public static final int MAX_CREDIT = 65_535;

	private static final int MAX_DIGITS = 5;

	/**
	 * Reads the terms.
	 * @param headers the headers of a request
	 * @return the terms, or {@code null} if the caller expects a single reply
	 * @throws MalformedMessageException if the number of items is invalid
	 */
	public static @Nullable StreamTerms of(Map<String, String> headers) {
		String stream = headers.get(Headers.STREAM);
		if (stream == null) {
			return null;
		}
		int credit = credit(stream);
		if (credit == 0) {
			throw new MalformedMessageException(
					"the header " + Headers.STREAM + " is '" + stream + "', not a number from 1 to " + MAX_CREDIT,
					null);
		}
		return new StreamTerms(credit, millis(headers.get(Headers.STREAM_TIMEOUT)));
	}

	/**
	 * Reads the number of items in a {@link ControlMessage#CREDIT}.
	 * @param data the data of the control message, of any length
	 * @return the number, or 0 if it is invalid or out of range
	 */
	public static int credit(byte[] data) {
		return (data.length <= MAX_DIGITS) ? credit(new String(data, StandardCharsets.US_ASCII)) : 0;
	}

	/**
	 * Adds to a caller's credit, up to {@link #MAX_CREDIT}.
	 * @param credit the credit to increase
	 * @param items the number of further items
	 * @return the previous credit
	 */
	public static long grant(AtomicLong credit, int items) {
		return credit.getAndAccumulate(items, (left, more) -> Math.min(MAX_CREDIT, left + more));
	}

	/**
	 * Reads a number of items.
	 * @param number the header, or {@code null} for none
	 * @return the number, or 0 if it is invalid or out of range
	 */
	static int credit(@Nullable String number) {
		long credit = (number != null) ? Headers.parseMillis(number) : 0;
		return (credit >= 1 && credit <= MAX_CREDIT) ? (int) credit : 0;
	}

	static long millis(@Nullable String number) {
		return (number != null) ? Headers.parseMillis(number) : -1;
	}

}
