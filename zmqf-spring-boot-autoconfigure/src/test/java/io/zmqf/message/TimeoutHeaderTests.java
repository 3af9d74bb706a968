package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimeoutHeaderTests {

	@ParameterizedTest
	@ValueSource(strings = { "0", "7", "5000", "123456789012345" })
	void itIsTheSameAsAnyOtherMap(String value) {
		Map<String, String> headers = decoded("{\"zmqf-timeout\":\"" + value + "\"}");
		Map<String, String> expected = Map.of(Headers.TIMEOUT, value);
		assertThat(headers).isInstanceOf(TimeoutHeader.class).isEqualTo(expected).hasToString(expected.toString());
		assertThat(headers.hashCode()).isEqualTo(expected.hashCode());
		assertThat(expected).isEqualTo(headers);
		assertThat(headers).containsEntry(Headers.TIMEOUT, value).hasSize(1).doesNotContainKey("other");
		assertThat(headers.get("other")).isNull();
		assertThat(headers.containsKey(null)).isFalse();
		assertThat(new LinkedHashMap<>(headers)).isEqualTo(expected);
		assertThat(Headers.timeoutMillis(headers)).isEqualTo(Headers.timeoutMillis(expected));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "007", "-1", "+1", "1.5", "x", "99999999999999999999" })
	void otherValuesAreKeptAsTheyAre(String value) {
		Map<String, String> headers = decoded("{\"zmqf-timeout\":\"" + value + "\"}");
		assertThat(headers).isNotInstanceOf(TimeoutHeader.class).isEqualTo(Map.of(Headers.TIMEOUT, value));
	}

	@Test
	void othersMayFollow() {
		assertThat(decoded("{\"zmqf-timeout\":\"1\",\"a\":\"2\"}")).isEqualTo(Map.of(Headers.TIMEOUT, "1", "a", "2"));
		assertThat(decoded("{\"a\":\"2\",\"zmqf-timeout\":\"1\"}")).isEqualTo(Map.of(Headers.TIMEOUT, "1", "a", "2"));
		assertThat(decoded("{\"zmqf-timeout\":\"1\",\"zmqf-timeout\":\"02\"}"))
			.isEqualTo(Map.of(Headers.TIMEOUT, "02"));
	}

	private static Map<String, String> decoded(String frame) {
		return Headers.decode(frame.getBytes(StandardCharsets.UTF_8));
	}

}
