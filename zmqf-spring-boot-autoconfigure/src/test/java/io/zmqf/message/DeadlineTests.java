package io.zmqf.message;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	@Test
	void theOneBeforeComesBack() {
		Deadline outer = new Deadline(1);
		try (Deadline.Scope first = Deadline.open(outer)) {
			try (Deadline.Scope second = Deadline.open(null)) {
				assertThat(Deadline.current()).isNull();
				try (Deadline.Scope third = Deadline.open(new Deadline(2))) {
					assertThat(Deadline.current()).isEqualTo(new Deadline(2));
				}
				assertThat(Deadline.current()).isNull();
			}
			assertThat(Deadline.current()).isSameAs(outer);
		}
		assertThat(Deadline.current()).isNull();
	}

}
