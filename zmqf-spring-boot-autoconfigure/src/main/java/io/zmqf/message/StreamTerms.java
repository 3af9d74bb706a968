package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What the caller of a stream takes, as its request says.
 *
 * @param credit the number of items that it takes to begin with
 * @param timeoutMillis the time that the whole stream may take, -1 without a limit
 * @since 0.1.0
 */
public record StreamTerms(int credit, long timeoutMillis) {

	/** The most items that a caller can take at once. */
	public static final int MAX_CREDIT = 65_535;

	private static final int MAX_DIGITS = 5;

	/**
	 * Reads the terms.
	 * @param headers the headers of a request
	 * @return the terms, {@code null} where its caller takes one reply
	 * @throws MalformedMessageException if the number of items can't be read
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
	 * Reads the number of items that a word grants.
	 * @param data the data of the word, which can be of any length
	 * @return the number, 0 where it can't be read or is out of range
	 */
	public static int credit(byte[] data) {
		return (data.length <= MAX_DIGITS) ? credit(new String(data, StandardCharsets.US_ASCII)) : 0;
	}

	/**
	 * Has a caller take more items.
	 * @param credit the items that it takes; no more than {@link #MAX_CREDIT} together
	 * @param items the number of further items
	 * @return the items that it took before
	 */
	public static long grant(AtomicLong credit, int items) {
		return credit.getAndAccumulate(items, (left, more) -> Math.min(MAX_CREDIT, left + more));
	}

	/**
	 * Reads a number of items.
	 * @param number the header, {@code null} for none
	 * @return the number, 0 where it can't be read or is out of range
	 */
	static int credit(@Nullable String number) {
		long credit = (number != null) ? Headers.parseMillis(number) : 0;
		return (credit >= 1 && credit <= MAX_CREDIT) ? (int) credit : 0;
	}

	static long millis(@Nullable String number) {
		return (number != null) ? Headers.parseMillis(number) : -1;
	}

}
