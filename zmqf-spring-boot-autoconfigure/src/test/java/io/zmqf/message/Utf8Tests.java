package io.zmqf.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class Utf8Tests {

	@ParameterizedTest
	@ValueSource(strings = { "UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE", "UTF-32" })
	void jsonInAnotherEncodingIsNoJson(String charset) {
		for (String text : new String[] { "{\"a\":\"b\"}", "1", "\"ü\"" }) {
			byte[] bytes = text.getBytes(Charset.forName(charset));
			assertThat(Utf8.isJson(bytes)).as(text).isFalse();
			assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Headers.decode(bytes));
		}
	}

	@Test
	void aByteOrderMarkIsNoJson() {
		byte[] marked = "\ufeff{\"a\":\"b\"}".getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.isJson(marked)).isFalse();
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Headers.decode(marked));
	}

	/** Overlong, surrogates, beyond Unicode, cut off, and bytes that begin nothing. */
	@ParameterizedTest
	@ValueSource(strings = { "c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "eda080", "edbfbf",
			"eda081edb080", "f4908080", "f5808080", "ff", "fe", "80", "bf", "c3", "e282", "f09f98", "c328", "e28228" })
	void malformedSequencesAreRejectedWithinText(String hex) {
		byte[] bad = HexFormat.of().parseHex(hex);
		for (int before = 0; before < 10; before++) {
			byte[] text = text("x".repeat(before) + '"', bad, "\"yyyyyyyyy");
			assertThat(Utf8.isWellFormed(text)).isFalse();
		}
		assertThat(Utf8.isWellFormed(bad)).isFalse();
		assertThatExceptionOfType(MalformedMessageException.class)
			.isThrownBy(() -> Headers.decode(text("{\"a\":\"", bad, "\"}")));
	}

	@Test
	void agreesWithTheJdkOnAnyBytes() {
		Random random = new Random(42);
		for (int i = 0; i < 200_000; i++) {
			byte[] bytes = new byte[random.nextInt(24)];
			random.nextBytes(bytes);
			for (int j = 0; j < bytes.length; j++) {
				if (random.nextInt(3) > 0) {
					bytes[j] = (byte) (random.nextInt(4) == 0 ? 0xE0 | random.nextInt(32) : random.nextInt(192));
				}
			}
			assertThat(Utf8.isWellFormed(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(isUtf8ForTheJdk(bytes));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{}", "ü", "世界", "🌍", "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff" })
	void textIsWellFormed(String text) {
		byte[] bytes = ("long enough " + text + " for the quick way").getBytes(StandardCharsets.UTF_8);
		assertThat(Utf8.isWellFormed(bytes)).isTrue();
		assertThat(Utf8.isJson(bytes)).isTrue();
		assertThat(Utf8.isEncodable(text)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\\ud800", "\\udc00", "a\\ud800b", "\\udc00\\ud800", "\\ud83c" })
	void aHeaderWithALoneSurrogateIsMalformed(String escapes) {
		for (String frame : new String[] { "{\"a\":\"" + escapes + "\"}", "{\"" + escapes + "\":\"a\"}" }) {
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> Headers.decode(frame.getBytes(StandardCharsets.UTF_8)));
		}
		assertThat(Headers.decode("{\"a\":\"\\ud83c\\udf0d\"}".getBytes(StandardCharsets.UTF_8))).containsEntry("a",
				"🌍");
	}

	private static boolean isUtf8ForTheJdk(byte[] bytes) {
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			return true;
		}
		catch (CharacterCodingException ex) {
			return false;
		}
	}

	private static byte[] text(String before, byte[] bytes, String after) {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		text.writeBytes(before.getBytes(StandardCharsets.UTF_8));
		text.writeBytes(bytes);
		text.writeBytes(after.getBytes(StandardCharsets.UTF_8));
		return text.toByteArray();
	}

}
