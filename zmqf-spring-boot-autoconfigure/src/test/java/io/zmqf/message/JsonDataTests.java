package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JsonDataTests {

	private final JsonData json = new JsonData(JsonMapper.shared());

	@Test
	void jsonTextPassesUnread() {
		byte[] text = { (byte) 0xff };
		assertThat(this.json.write(text)).isSameAs(text);
		assertThat(this.json.read(text, byte[].class)).isEqualTo(text).isNotSameAs(text);
	}

	@Test
	void noValueIsNullInBothDirections() {
		assertThat(this.json.write(null)).asString().isEqualTo("null");
		assertThat(this.json.read(Message.NO_DATA, String.class)).isNull();
	}

	@Test
	void voidReadsNothing() {
		assertThat(this.json.read(new byte[] { '{' }, Void.class)).isNull();
		assertThat(this.json.read(new byte[] { '{' }, void.class)).isNull();
	}

	@Test
	void valuesAreReadByTheirType() {
		assertThat(this.json.read(utf8("7"), int.class)).isEqualTo(7);
		assertThat(this.json.read(this.json.write(List.of("ü")), List.class)).isEqualTo(List.of("ü"));
	}

	@Test
	void invalidOrMismatchedJsonIsRejected() {
		for (String data : List.of("", "{", "\"a\"", "1 2", "{}")) {
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> this.json.read(utf8(data), int.class));
		}
	}

	@Test
	void elementsAreThoseOfAnArrayOrTheValueItself() {
		assertThat(this.json.elements(utf8(" [1, null, 2]\n"), Integer.class)).containsExactly(1, null, 2);
		assertThat(this.json.elements(utf8("[[1], 2]"), Object.class)).containsExactly(List.of(1), 2);
		assertThat(this.json.elements(utf8("7"), Integer.class)).containsExactly(7);
		assertThat(this.json.elements(utf8(" null "), Integer.class)).isEmpty();
		assertThat(this.json.elements(utf8("[{\"a\": 1.10}]"), byte[].class)).singleElement()
			.isEqualTo(utf8("{\"a\":1.10}"));
	}

	@Test
	void moreThanOneJsonValueHasNoElements() {
		for (String data : List.of("", " ", "n", "nope", "null x", "nullnull", "[1", "[1] x", "[1]]", "[1],", "1 2",
				"{}{}", "[1][2]")) {
			for (Class<?> type : List.of(Object.class, byte[].class)) {
				assertThatExceptionOfType(MalformedMessageException.class).as(data)
					.isThrownBy(() -> this.json.elements(utf8(data), type));
			}
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
