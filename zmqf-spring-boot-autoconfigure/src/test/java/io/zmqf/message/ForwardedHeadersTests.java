package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The headers that a hop reads and changes when it forwards a message. */
class ForwardedHeadersTests {

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static ForwardedHeaders of(String json) {
		return ForwardedHeaders.of(new byte[][] { {}, utf8("event"), utf8("1"), utf8(json) }, 0);
	}

	@Test
	void missingHeadersAreNotForwarded() {
		ForwardedHeaders none = ForwardedHeaders.of(new byte[][] { {}, utf8("event"), utf8("1") }, 0);
		assertThat(none.timeoutMillis()).isEqualTo(-1);
		assertThat(none.isIdempotent()).isFalse();
		assertThat(none.frame(5)).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"a\":\"b\",\"zmqf-timeout\":\"5000\",\"zmqf-idempotent\":\"true\"}",
			"{ \"zmqf-timeout\" : \"5000\" , \"a\" : \"b\", \"zmqf-idempotent\": \"true\" }",
			"{\"zmqf-timeout\":\"7\",\"a\":\"b\",\"zmqf-timeout\":\"5000\",\"zmqf-idempotent\":\"true\"}",
			"{\"\\u007amqf-timeout\":\"5000\",\"a\":\"b\",\"zmqf-idempotent\":\"true\"}",
			"{\"zmqf-timeout\":\"5000\",\n\t\"a\":\"b\",\"zmqf-idempotent\":\"true\"}" })
	void theTimeIsReplacedAndTheRestIsPassedOn(String json) {
		ForwardedHeaders headers = of(json);
		assertThat(headers.timeoutMillis()).isEqualTo(5000);
		assertThat(headers.isIdempotent()).isTrue();
		assertThat(Headers.decode(headers.frame(49))).containsOnly(Map.entry("zmqf-timeout", "49"), Map.entry("a", "b"),
				Map.entry("zmqf-idempotent", "true"));
		assertThat(Headers.decode(headers.frame(123456))).containsEntry("zmqf-timeout", "123456");
	}

	@Test
	void headersWithoutTimeoutAreForwardedUnchanged() {
		byte[] frame = utf8("{\"a\": \"b\"}");
		ForwardedHeaders headers = ForwardedHeaders.of(new byte[][] { {}, utf8("event"), utf8("1"), frame }, 0);
		assertThat(headers.timeoutMillis()).isEqualTo(-1);
		assertThat(headers.frame(5)).isSameAs(frame);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"zmqf-user\":\"eve\"}", "{\"zmqf-roles\":\"admin\"}", "{\"zmqf\\u002duser\":\"eve\"}",
			"{\"a\":\"\\u00e4\",\"zmqf-roles\":\"admin\"}" })
	void senderHeaderIsFoundInEachForm(String json) {
		assertThat(of(json).namesSender()).isTrue();
		assertThat(of("{\"zmqf-users\":\"eve\",\"zmqf-role\":\"admin\"}").namesSender()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "[]", "{}x", "{}{}", "{\"a\"}", "{\"a\":1}", "{\"a\":\"b\",}", "{,}",
			"{\"a\":\"b\"", "{\"a\":\"b}", "{\"a\" \"b\"}", "{\"a\":null}", "{'a':'b'}", "{\"a\":\"b\"}}" })
	void onlyAnObjectOfStringsIsAccepted(String json) {
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> of(json));
		assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> Headers.decode(utf8(json)));
	}

}
