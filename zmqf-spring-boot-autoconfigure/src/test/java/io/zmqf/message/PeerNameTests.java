package io.zmqf.message;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PeerNameTests {

	@Test
	void includesOnlyKnownParts() {
		assertThat(PeerName.of("shop@web-1", "orders", "10.0.0.1:4711"))
			.hasToString("shop@web-1, user orders, 10.0.0.1:4711")
			.extracting(PeerName::application)
			.isEqualTo("shop");
		assertThat(PeerName.of(null, null, "10.0.0.1:4711")).hasToString("10.0.0.1:4711");
		assertThat(PeerName.of(" ", null, null)).isEqualTo(PeerName.UNKNOWN)
			.hasToString("")
			.extracting(PeerName::application)
			.isEqualTo("unknown");
		assertThat(PeerName.of("router", null, null).application()).isEqualTo("router");
	}

	@Test
	void escapesAndTruncatesTextOfAPeer() {
		assertThat(PeerName.of("a\nWARN all is lost", "b\u001b[2J", null))
			.hasToString("a\\u000aWARN all is lost, user b\\u001b[2J");
		assertThat(PeerName.of("x".repeat(100_000), null, null).name()).hasSize(PeerName.MAX_LENGTH);
		assertThat(PeerName.of("\u0007".repeat(100_000), null, null).name())
			.hasSizeLessThanOrEqualTo(Printable.MAX_LENGTH);
	}

}
