package io.zmqf.transport;

import java.lang.reflect.ParameterizedType;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Keys of maps whose bytes peers choose. */
class FrameKeyTests {

	@Test
	void isEqualToAKeyOfTheSameBytes() {
		assertThat(key("a")).isEqualTo(key("a")).hasSameHashCodeAs(key("a")).isEqualByComparingTo(key("a"));
		assertThat(key("a")).isNotEqualTo(key("b")).isNotEqualTo(null);
	}

	@Test
	void isOrderedAmongKeysOfEqualHash() {
		FrameKey one = key("Aa");
		FrameKey other = key("BB");
		assertThat(one).hasSameHashCodeAs(other).isNotEqualTo(other).isLessThan(other);
	}

	@Test
	void findsEqualFrames() {
		FrameKey wanted = key("a");
		assertThat(wanted.of("b".getBytes(StandardCharsets.US_ASCII))).isSameAs(wanted)
			.isEqualTo(key("b"))
			.hasSameHashCodeAs(key("b"));
	}

	/** A hash map orders colliding keys whose class is Comparable. */
	@ParameterizedTest
	@ValueSource(strings = { "io.zmqf.transport.FrameKey", "io.zmqf.message.EnvelopeIndex$Envelope",
			"io.zmqf.heartbeat.NodeRegistry$Key" })
	void mapsOrderKeysThatPeersChoose(String name) throws ClassNotFoundException {
		Class<?> key = Class.forName(name);
		assertThat(Stream.of(key.getGenericInterfaces())
			.filter(ParameterizedType.class::isInstance)
			.map(ParameterizedType.class::cast)
			.filter((type) -> type.getRawType() == Comparable.class)
			.map((type) -> type.getActualTypeArguments()[0])).containsExactly(key);
	}

	private static FrameKey key(String text) {
		return new FrameKey(text.getBytes(StandardCharsets.US_ASCII));
	}

}
