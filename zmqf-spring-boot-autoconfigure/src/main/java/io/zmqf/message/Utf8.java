package io.zmqf.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict validation of UTF-8 as defined in RFC 3629: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF. JSON parsers guess other encodings and accept some of these.
 *
 * @since 0.1.0
 */
public final class Utf8 {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

	private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

	private static final long LOW_BITS = 0x0101_0101_0101_0101L;

	private static final long BACKSLASHES = LOW_BITS * '\\';

	/** The length of an escape: a backslash, a letter and four digits. */
	private static final int ESCAPE = 6;

	/** The number of bytes from which parsers guess the encoding. */
	private static final int GUESSED = 4;

	private Utf8() {
	}

	/**
	 * Whether JSON text is well-formed UTF-8 without a byte-order mark and without
	 * escapes of unpaired surrogates. UTF-16 and UTF-32 are rejected.
	 * @param text the text
	 * @return {@code true} if the text is valid
	 */
	public static boolean isJson(byte[] text) {
		for (int i = 0; i < Math.min(GUESSED, text.length); i++) {
			if (text[i] == 0) {
				return false;
			}
		}
		boolean marked = text.length > 2 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
		return !marked && isWellFormed(text) && arePaired(text);
	}

	/**
	 * Whether all surrogates in the escapes of JSON text are paired. An unpaired one is
	 * not a character.
	 * @param text the text
	 * @return {@code true} if all are paired
	 */
	public static boolean arePaired(byte[] text) {
		int at = 0;
		while (at < text.length) {
			if (text.length - at >= Long.BYTES && !hasBackslash((long) LONG.get(text, at))) {
				at += Long.BYTES;
			}
			else if (text[at] != '\\') {
				at++;
			}
			else {
				int surrogate = surrogate(text, at);
				boolean high = surrogate >= Character.MIN_HIGH_SURROGATE && surrogate <= Character.MAX_HIGH_SURROGATE;
				if (surrogate != 0 && !(high && surrogate(text, at + ESCAPE) >= Character.MIN_LOW_SURROGATE)) {
					return false;
				}
				at += (surrogate != 0) ? 2 * ESCAPE : 2;
			}
		}
		return true;
	}

	private static boolean hasBackslash(long bytes) {
		long zeroes = bytes ^ BACKSLASHES;
		return ((zeroes - LOW_BITS) & ~zeroes & HIGH_BITS) != 0;
	}

	/** Returns the escaped surrogate at an index, or 0 if there is none. */
	private static int surrogate(byte[] text, int at) {
		if (text.length - at < ESCAPE || text[at] != '\\' || text[at + 1] != 'u') {
			return 0;
		}
		int code = 0;
		for (int i = at + 2; i < at + ESCAPE; i++) {
			int digit = Character.digit(text[i], 16);
			if (digit < 0) {
				return 0;
			}
			code = code << 4 | digit;
		}
		return Character.isSurrogate((char) code) ? code : 0;
	}

	/**
	 * Whether text is well-formed UTF-8.
	 * @param text the text
	 * @return {@code true} if the text is well-formed
	 */
	public static boolean isWellFormed(byte[] text) {
		int at = 0;
		while (at < text.length) {
			if (text.length - at >= Long.BYTES && ((long) LONG.get(text, at) & HIGH_BITS) == 0) {
				at += Long.BYTES;
			}
			else if (text[at] >= 0) {
				at++;
			}
			else {
				int length = sequence(text, at);
				if (length == 0) {
					return false;
				}
				at += length;
			}
		}
		return true;
	}

	/**
	 * Returns the length of the multi-byte sequence at an index, or 0 if it is invalid.
	 */
	private static int sequence(byte[] text, int at) {
		int first = text[at] & 0xff;
		int length = (first < 0xE0) ? 2 : (first < 0xF0) ? 3 : 4;
		if (first < 0xC2 || first > 0xF4 || text.length - at < length) {
			return 0;
		}
		int second = text[at + 1] & 0xff;
		int lowest = switch (first) {
			case 0xE0 -> 0xA0; // lower values are overlong
			case 0xF0 -> 0x90;
			default -> 0x80;
		};
		int highest = switch (first) {
			case 0xED -> 0x9F; // higher values are surrogates
			case 0xF4 -> 0x8F; // higher values exceed U+10FFFF
			default -> 0xBF;
		};
		if (second < lowest || second > highest) {
			return 0;
		}
		for (int i = 2; i < length; i++) {
			if ((text[at + i] & 0xC0) != 0x80) {
				return 0;
			}
		}
		return length;
	}

	/**
	 * Whether a string can be encoded: all surrogates must be paired.
	 * @param text the string
	 * @return {@code true} if it can be encoded
	 */
	public static boolean isEncodable(String text) {
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (Character.isSurrogate(next)) {
				if (!Character.isHighSurrogate(next) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

}
