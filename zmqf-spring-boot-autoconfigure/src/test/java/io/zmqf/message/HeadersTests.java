package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HeadersTests {

	@Test
	void anyTextComesBackAsItWas() {
		Map<String, String> headers = Map.of("", "", "quote\"", "\\ \n\t\u0000\u001f", "世界", "🌍", "long",
				"x".repeat(100_000));
		assertThat(Headers.decode(Headers.encode(headers))).isEqualTo(headers);
	}

	@Test
	void anEmptyObjectHasNoHeaders() {
		assertThat(Headers.decode(utf8(" { } "))).isEmpty();
	}

	@Test
	void theOrderOfTheFrameIsKeptAndTheLastOfANameWins() {
		assertThat(Headers.decode(utf8("{\"b\":\"1\",\"a\":\"2\",\"b\":\"3\"}"))).containsExactly(Map.entry("b", "3"),
				Map.entry("a", "2"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "1", "\"a\"", "[]", "[\"a\"]", "{", "{\"a\"", "{\"a\":", "{\"a\":\"b\"",
			"{\"a\":1}", "{\"a\":null}", "{\"a\":true}", "{\"a\":{}}", "{\"a\":[\"b\"]}", "{\"a\":\"b\"} x",
			"{\"a\":\"b\"}{}", "{a:\"b\"}", "{'a':'b'}", "{\"a\":\"b\",}", "{\"a\":\"\\ud800\\u0041\"} ]", "not json" })
	void onlyOneObjectOfStringsIsValid(String frame) {
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Headers.decode(utf8(frame)));
	}

	@Test
	void bytesThatAreNotUtf8AreMalformed() {
		byte[] frame = { '{', '"', 'a', '"', ':', '"', (byte) 0xff, '"', '}' };
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Headers.decode(frame));
	}

	@Test
	void aMessageWithoutTheirFrameHasNone() {
		byte[][] frames = { {}, utf8("e"), utf8("1") };
		assertThat(Headers.of(frames, 0)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "5000, 5000", "0, 0", "-1, 0", "-9223372036854775808, 0", "9223372036854775807, 31536000000",
			"9223372036854775808, 31536000000", "1.5, 1", "5000.0, 5000", "5e3, 5000", "1e99, 31536000000", "1e999, -1",
			"NaN, -1", "5d, -1", "5s, -1", "'', -1", "' 5', -1" })
	void theTimeLeftIsReadWhereItIsANumber(String value, long millis) {
		assertThat(Headers.timeoutMillis(Map.of(Headers.TIMEOUT, value))).isEqualTo(millis);
	}

	@Test
	void withoutATimeoutHeaderTheTimeLeftIsUnknown() {
		assertThat(Headers.timeoutMillis(Map.of())).isEqualTo(-1);
	}

	@Test
	void onlyTheValueTrueMakesARequestIdempotent() {
		assertThat(Headers.isIdempotent(Map.of(Headers.IDEMPOTENT, "true"))).isTrue();
		assertThat(Headers.isIdempotent(Map.of(Headers.IDEMPOTENT, "yes"))).isFalse();
		assertThat(Headers.isIdempotent(Map.of())).isFalse();
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
