package io.zmqf.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Makes text from a peer safe to log, to display and to use in metrics. The result has no
 * line breaks, control characters or invisible characters, and a limited length.
 *
 * @since 0.1.0
 */
public final class Printable {

	/** The maximum length of a text, longer than any event. */
	public static final int MAX_LENGTH = 256;

	private static final char CUT = '\u2026';

	private Printable() {
	}

	/**
	 * Escapes and truncates a text.
	 * @param text the text from the peer
	 * @return the text itself if it is short and printable; otherwise at most
	 * {@value #MAX_LENGTH} characters, with Java escapes, and with an ellipsis if it was
	 * truncated
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
	 * Escapes and truncates bytes, such as a routing id.
	 * @param bytes the bytes from the peer
	 * @return the text if the bytes are UTF-8 without control characters, otherwise
	 * hexadecimal digits after {@code 0x}
	 */
	public static String of(byte[] bytes) {
		// a character takes at most 4 bytes, so longer input exceeds the maximum
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
