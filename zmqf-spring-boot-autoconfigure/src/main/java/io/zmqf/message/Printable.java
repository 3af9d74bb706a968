package io.zmqf.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Text of a peer in a form that is safe to log, to show and to use in a meter: it has no
 * character that ends a line, controls a terminal or is invisible, and its length is
 * limited.
 *
 * @since 0.1.0
 */
public final class Printable {

	/** The length of the longest text that is not cut, longer than any event. */
	public static final int MAX_LENGTH = 256;

	private static final char CUT = '\u2026';

	private Printable() {
	}

	/**
	 * Escapes and cuts a text.
	 * @param text the text as the peer sent it
	 * @return the text itself where it is short and printable; otherwise a text of at
	 * most {@value #MAX_LENGTH} characters, with other characters as Java escapes, and
	 * with an ellipsis at the end if it was cut
	 */
	public static String of(@Nullable String text) {
		if (text == null) {
			return "null";
		}
		int length = text.length();
		int plain = 0;
		while (plain < length && isPlain(text.charAt(plain))) {
			plain++;
		}
		return (plain == length && length <= MAX_LENGTH) ? text : escaped(text);
	}

	/**
	 * Escapes and cuts bytes, such as a routing id.
	 * @param bytes the bytes as the peer sent them
	 * @return their text where they are UTF-8 without control characters, hexadecimal
	 * digits after {@code 0x} otherwise
	 */
	public static String of(byte[] bytes) {
		// a character has at least one byte, so that these are enough for a cut text
		if (bytes.length > 4 * MAX_LENGTH) {
			return hex(bytes);
		}
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.chars().anyMatch(Character::isISOControl) ? hex(bytes) : of(text);
		}
		catch (CharacterCodingException ex) {
			return hex(bytes);
		}
	}

	private static String hex(byte[] bytes) {
		int shown = Math.min(bytes.length, (MAX_LENGTH - 3) / 2);
		return "0x" + HexFormat.of().formatHex(bytes, 0, shown) + ((shown < bytes.length) ? CUT : "");
	}

	private static boolean isPlain(char character) {
		return character >= ' ' && character < 0x7f;
	}

	private static String escaped(String text) {
		StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 16);
		int index = 0;
		while (index < text.length()) {
			int codePoint = text.codePointAt(index);
			int before = printable.length();
			append(printable, codePoint);
			index += Character.charCount(codePoint);
			boolean last = index == text.length();
			if (printable.length() > (last ? MAX_LENGTH : MAX_LENGTH - 1)) {
				printable.setLength(before);
				return printable.append(CUT).toString();
			}
		}
		return printable.toString();
	}

	private static void append(StringBuilder printable, int codePoint) {
		switch (Character.getType(codePoint)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> {
				for (char unit : Character.toChars(codePoint)) {
					printable.append("\\u").append(HexFormat.of().toHexDigits(unit));
				}
			}
			default -> printable.appendCodePoint(codePoint);
		}
	}

}
