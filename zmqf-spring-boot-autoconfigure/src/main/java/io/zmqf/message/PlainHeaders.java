package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads and writes headers frames without a JSON parser. This supports printable ASCII
 * without escapes, and blanks between tokens, as in nearly all frames. All other frames
 * need a parser.
 */
abstract class PlainHeaders {

	private final byte[] frame;

	private int at;

	PlainHeaders(byte[] frame) {
		this.frame = frame;
	}

	final byte[] frame() {
		return this.frame;
	}

	/**
	 * Receives the positions of a header, possibly before the frame turns out not to be
	 * plain.
	 * @param name the index of the name
	 * @param nameEnd the index after the name
	 * @param value the index of the value
	 * @param valueEnd the index after the value
	 */
	abstract void header(int name, int nameEnd, int value, int valueEnd);

	/**
	 * Reads the frame.
	 * @return {@code false} if the frame is not plain, and may not be JSON
	 */
	final boolean scan() {
		if (!skip('{')) {
			return false;
		}
		if (!skip('}')) {
			do {
				int name = this.at() + 1;
				int nameEnd = string();
				if (nameEnd < 0 || !skip(':')) {
					return false;
				}
				int value = this.at() + 1;
				int valueEnd = string();
				if (valueEnd < 0) {
					return false;
				}
				header(name, nameEnd, value, valueEnd);
			}
			while (skip(','));
			if (!skip('}')) {
				return false;
			}
		}
		return at() == this.frame.length;
	}

	/** Skips blanks and returns the index of the next token. */
	private int at() {
		while (this.at < this.frame.length && this.frame[this.at] == ' ') {
			this.at++;
		}
		return this.at;
	}

	private boolean skip(char token) {
		if (at() < this.frame.length && this.frame[this.at] == token) {
			this.at++;
			return true;
		}
		return false;
	}

	/** Skips a string and returns the index of its end, or -1 if it is not plain. */
	private int string() {
		if (!skip('"')) {
			return -1;
		}
		while (this.at < this.frame.length) {
			byte next = this.frame[this.at++];
			if (next == '"') {
				return this.at - 1;
			}
			if (!isPlain(next)) {
				return -1;
			}
		}
		return -1;
	}

	private static boolean isPlain(int character) {
		return character >= ' ' && character < 0x7f && character != '"' && character != '\\';
	}

	/**
	 * Writes a frame.
	 * @param headers the headers
	 * @return the frame, or {@code null} if it would not be plain
	 */
	static byte @Nullable [] write(Map<String, String> headers) {
		int length = 1 + Math.max(1, headers.size());
		for (Map.Entry<String, String> header : headers.entrySet()) {
			if (!isPlain(header.getKey()) || !isPlain(header.getValue())) {
				return null;
			}
			length += header.getKey().length() + header.getValue().length() + 5;
		}
		byte[] frame = new byte[length];
		int end = 0;
		for (Map.Entry<String, String> header : headers.entrySet()) {
			frame[end] = (byte) ((end == 0) ? '{' : ',');
			end++;
			end = write(header.getKey(), frame, end);
			frame[end++] = ':';
			end = write(header.getValue(), frame, end);
		}
		if (end == 0) {
			frame[end++] = '{';
		}
		frame[end] = '}';
		return frame;
	}

	private static boolean isPlain(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (!isPlain(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static int write(String text, byte[] frame, int start) {
		int end = start;
		frame[end++] = '"';
		for (int i = 0; i < text.length(); i++) {
			frame[end++] = (byte) text.charAt(i);
		}
		frame[end++] = '"';
		return end;
	}

	/** Returns the number of digits of a non-negative number. */
	static int digits(long number) {
		int digits = 1;
		for (long rest = number / 10; rest > 0; rest /= 10) {
			digits++;
		}
		return digits;
	}

	/** Writes a non-negative number and returns the index after it. */
	static int write(long number, byte[] frame, int start) {
		int end = start + digits(number);
		long rest = number;
		for (int i = end - 1; i >= start; i--) {
			frame[i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		return end;
	}

	/** Reads a number of up to 15 digits. Returns -1 for all other text. */
	static long number(byte[] frame, int start, int end) {
		long number = (end > start && end - start <= 15) ? 0 : -1;
		for (int i = start; i < end && number >= 0; i++) {
			int digit = frame[i] - '0';
			number = (digit >= 0 && digit <= 9) ? number * 10 + digit : -1;
		}
		return number;
	}

	final boolean equals(int start, int end, String text) {
		if (end - start != text.length()) {
			return false;
		}
		for (int i = 0; i < text.length(); i++) {
			if (this.frame[start + i] != text.charAt(i)) {
				return false;
			}
		}
		return true;
	}

	final String text(int start, int end) {
		return new String(this.frame, start, end - start, StandardCharsets.ISO_8859_1);
	}

}
