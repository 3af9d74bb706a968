package io.zmqf.client;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MutableHeadersTests {

	private final Map<String, String> headers = new MutableHeaders();

	@Test
	void thereAreNoneAtFirst() {
		assertThat(this.headers).isEmpty();
		assertThat(this.headers.get("a")).isNull();
		assertThat(this.headers.remove("a")).isNull();
		assertThat(this.headers.containsKey(null)).isFalse();
		this.headers.clear();
		assertThat(this.headers).isEqualTo(Map.of()).hasToString("{}");
	}

	@Test
	void theyKeepTheirOrder() {
		assertThat(this.headers.put("b", "1")).isNull();
		this.headers.putAll(Map.of("a", "2"));
		this.headers.computeIfAbsent("c", (name) -> "3");
		assertThat(this.headers.put("b", "4")).isEqualTo("1");
		assertThat(this.headers.keySet()).containsExactly("b", "a", "c");
		assertThat(this.headers).containsEntry("b", "4").containsKey("c").doesNotContainKey("d").hasSize(3);
	}

	@Test
	void theyCanBeTakenAway() {
		this.headers.put("a", "1");
		this.headers.put("b", "2");
		assertThat(this.headers.remove("a")).isEqualTo("1");
		assertThat(this.headers).isEqualTo(Map.of("b", "2"));
		this.headers.clear();
		assertThat(this.headers).isEmpty();
	}

}
