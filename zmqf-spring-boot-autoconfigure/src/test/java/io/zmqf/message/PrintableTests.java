package io.zmqf.message;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Text of peers, made safe. */
class PrintableTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "orders.place", "Größe 10 €", "日本", "\uD83D\uDE00", "a\\b'\"" })
	void printableTextStaysAsItIs(String text) {
		assertThat(Printable.of(text)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "000a", "000d", "0000", "0009", "001b", "007f", "0085", "009b", "2028", "2029", "202e", "2066", "200b",
			"feff", "d800", "dfff", "e000", "ffff" })
	void lineEndsControlAndInvisibleCharactersAreEscaped(String digits) {
		String text = "a" + (char) Integer.parseInt(digits, 16) + "b";

		assertThat(Printable.of(text)).isEqualTo("a\\u" + digits + "b");
	}

	@Test
	void charactersOutsideTheBasicPlaneAreEscapedAsPairs() {
		assertThat(Printable.of(Character.toString(0xE0041))).isEqualTo("\\udb40\\udc41");
	}

	@Test
	void aLongTextIsCut() {
		assertThat(Printable.of("x".repeat(256))).isEqualTo("x".repeat(256));
		assertThat(Printable.of("x".repeat(257))).isEqualTo("x".repeat(255) + "…");
		assertThat(Printable.of("\n".repeat(1_000_000))).hasSizeLessThanOrEqualTo(256).endsWith("\\u000a…");
	}

	@Test
	void aCharacterIsNeverCutInTwo() {
		assertThat(Printable.of("x".repeat(254) + "\uD83D\uDE00x")).isEqualTo("x".repeat(254) + "…");
	}

	@Test
	void bytesAreTextWhereTheyAreOne() {
		assertThat(Printable.of("node_1 €".getBytes(StandardCharsets.UTF_8))).isEqualTo("node_1 €");
		assertThat(Printable.of("a\u202eb".getBytes(StandardCharsets.UTF_8))).isEqualTo("a\\u202eb");
	}

	@Test
	void bytesAreHexadecimalOtherwise() {
		assertThat(Printable.of(new byte[] { 0, 1, (byte) 0xff })).isEqualTo("0x0001ff");
		assertThat(Printable.of(new byte[] { (byte) 0xc0, (byte) 0x80 })).isEqualTo("0xc080");
		assertThat(Printable.of("a\nb".getBytes(StandardCharsets.UTF_8))).isEqualTo("0x610a62");
		assertThat(Printable.of(new byte[1_000_000])).hasSizeLessThanOrEqualTo(256).startsWith("0x0000").endsWith("…");
	}

	@Test
	void nothingIsNull() {
		assertThat(Printable.of((String) null)).isEqualTo("null");
	}

}
