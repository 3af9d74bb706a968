package io.zmqf.concurrent;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A value is created once. */
class ConcurrentCacheTests {

	private final List<Integer> asked = new ArrayList<>();

	private final ConcurrentCache<Integer, String> texts = new ConcurrentCache<>((number) -> {
		this.asked.add(number);
		if (number < 0) {
			throw new IllegalArgumentException();
		}
		return number.toString();
	});

	@Test
	void isCreatedAgainAfterRemoval() {
		assertThat(this.texts.get(1)).isSameAs(this.texts.get(1)).isEqualTo("1");
		this.texts.forget();
		assertThat(this.texts.get(1)).isEqualTo("1");
		assertThat(this.asked).containsExactly(1, 1);
	}

	@Test
	void isNotMoreThanSomeThousand() {
		for (int i = 0; i < 2000; i++) {
			assertThat(this.texts.get(i)).isEqualTo(Integer.toString(i));
		}
		this.asked.clear();
		this.texts.get(0);
		this.texts.get(1999);
		this.texts.get(1999);
		assertThat(this.asked).containsExactly(1999, 1999);
	}

	@Test
	void failedCreationIsNotCached() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.texts.get(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.texts.get(-1));
	}

}
