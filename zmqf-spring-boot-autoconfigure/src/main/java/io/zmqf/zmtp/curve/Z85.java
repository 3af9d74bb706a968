package io.zmqf.zmtp.curve;

import java.nio.ByteBuffer;

/**
 * Z85, the text form of keys (RFC 32): five characters for four bytes.
 *
 * @since 0.1.0
 */
public final class Z85 {

	private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
			+ "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

	private static final int CHARACTERS = 5;

	private static final long MAX_WORD = 0xffffffffL;

	private Z85() {
	}

	/**
	 * Encodes bytes.
	 * @param bytes the bytes, a multiple of 4
	 * @return the text
	 */
	public static String encode(byte[] bytes) {
		if (bytes.length % Integer.BYTES != 0) {
			throw new IllegalArgumentException("Z85 encodes multiples of 4 bytes, not " + bytes.length);
		}
		char[] text = new char[bytes.length / Integer.BYTES * CHARACTERS];
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		for (int at = 0; at < text.length; at += CHARACTERS) {
			long word = buffer.getInt() & MAX_WORD;
			for (int i = CHARACTERS - 1; i >= 0; i--) {
				text[at + i] = DIGITS.charAt((int) (word % DIGITS.length()));
				word /= DIGITS.length();
			}
		}
		return new String(text);
	}

	/**
	 * Decodes a text.
	 * @param text the text, a multiple of 5 characters
	 * @return the bytes
	 * @throws IllegalArgumentException if the text is not Z85; the message does not
	 * contain the text, which may be a secret
	 */
	public static byte[] decode(String text) {
		if (text.length() % CHARACTERS != 0) {
			throw new IllegalArgumentException("Z85 has multiples of 5 characters, not " + text.length());
		}
		ByteBuffer bytes = ByteBuffer.allocate(text.length() / CHARACTERS * Integer.BYTES);
		for (int at = 0; at < text.length(); at += CHARACTERS) {
			long word = 0;
			for (int i = 0; i < CHARACTERS; i++) {
				int digit = DIGITS.indexOf(text.charAt(at + i));
				if (digit < 0) {
					throw new IllegalArgumentException("The text has characters that are not valid in Z85");
				}
				word = word * DIGITS.length() + digit;
			}
			if (word > MAX_WORD) {
				throw new IllegalArgumentException("Five characters of the text exceed four bytes");
			}
			bytes.putInt((int) word);
		}
		return bytes.array();
	}

}
