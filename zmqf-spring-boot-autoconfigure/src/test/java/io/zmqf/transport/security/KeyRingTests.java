package io.zmqf.transport.security;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KeyRingTests {

	@Test
	void notifiesItsWatchersOfEachReplacement() {
		KeyRing<String> ring = KeyRing.of("old");
		List<List<String>> seen = new ArrayList<>();
		Runnable end = ring.watch(() -> seen.add(ring.keys()));
		ring.replace(List.of("new", "old"));
		end.run();
		ring.replace(List.of("new"));
		assertThat(seen).containsExactly(List.of("new", "old"));
		assertThat(ring.first()).isEqualTo("new");
	}

	@Test
	void hasAKeyAlways() {
		KeyRing<String> ring = KeyRing.of("old");
		assertThatIllegalArgumentException().isThrownBy(() -> ring.replace(List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> KeyRing.of(List.of()));
		assertThat(ring.keys()).containsExactly("old");
	}

}
