package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers of requests, with the time that is left when they are sent. */
class RequestHeadersTests {

	private static String frame(RequestHeaders headers, long millis) {
		return new String(headers.frame(millis), StandardCharsets.UTF_8);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 9, 10, 4999, 5000, Long.MAX_VALUE })
	void theTimeIsTheOnlyHeaderOfMostRequests(long millis) {
		assertThat(frame(RequestHeaders.of(Map.of(), false), millis))
			.isEqualTo("{\"zmqf-timeout\":\"" + millis + "\"}");
	}

	@Test
	void theOthersComeBeforeIt() {
		Map<String, String> own = new LinkedHashMap<>(Map.of("b", "2"));
		own.put("a", "1");
		assertThat(frame(RequestHeaders.of(own, true), 7))
			.isEqualTo("{\"b\":\"2\",\"a\":\"1\",\"zmqf-idempotent\":\"true\",\"zmqf-timeout\":\"7\"}");
		assertThat(own).hasSize(2);
	}

	@Test
	void theyAreReadAsTheyWereWritten() {
		Map<String, String> own = Map.of("häder", "a \"quoted\" \\ value\n", "x", "");
		Map<String, String> read = Headers.decode(RequestHeaders.of(own, false).frame(42));
		assertThat(read).containsAllEntriesOf(own).containsEntry(Headers.TIMEOUT, "42").hasSize(3);
	}

	@Test
	void eachFrameIsItsOwn() {
		RequestHeaders headers = RequestHeaders.of(Map.of(), false);
		byte[] first = headers.frame(100);
		headers.frame(99);
		assertThat(new String(first, StandardCharsets.UTF_8)).contains("\"100\"");
	}

}
