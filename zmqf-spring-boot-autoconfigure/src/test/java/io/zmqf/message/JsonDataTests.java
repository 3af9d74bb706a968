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
		assertThat(this.json.read(text, byte[].class)).isSameAs(text);
	}

	@Test
	void noValueIsNullInBothDirections() {
		assertThat(this.json.write(null)).asString().isEqualTo("null");
		assertThat(this.json.read(Message.NO_DATA, String.class)).isNull();
	}

	@Test
	void whoeverWantsNothingReadsNothing() {
		assertThat(this.json.read(new byte[] { '{' }, Void.class)).isNull();
		assertThat(this.json.read(new byte[] { '{' }, void.class)).isNull();
	}

	@Test
	void valuesAreReadByTheirType() {
		assertThat(this.json.read(utf8("7"), int.class)).isEqualTo(7);
		assertThat(this.json.read(this.json.write(List.of("ü")), List.class)).isEqualTo(List.of("ü"));
	}

	@Test
	void whatIsNotJsonOrDoesNotFitIsRefused() {
		for (String data : List.of("", "{", "\"a\"", "1 2", "{}")) {
			assertThatExceptionOfType(MalformedMessageException.class)
				.isThrownBy(() -> this.json.read(utf8(data), int.class));
		}
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
