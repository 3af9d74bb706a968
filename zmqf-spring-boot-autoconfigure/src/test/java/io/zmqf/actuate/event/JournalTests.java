package io.zmqf.actuate.event;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JournalTests {

	private final Journal journal = new Journal();

	@Test
	void returnsTheEntriesAfterAKnownOne() {
		this.journal.add(Journal.Level.INFO, "first");
		long known = this.journal.last();
		this.journal.add(Journal.Level.WARN, "second");
		assertThat(this.journal.after(0)).extracting(Journal.Entry::text).containsExactly("first", "second");
		assertThat(this.journal.after(known)).singleElement().satisfies((entry) -> {
			assertThat(entry.number()).isEqualTo(2);
			assertThat(entry.level()).isEqualTo(Journal.Level.WARN);
			assertThat(entry.text()).isEqualTo("second");
		});
		assertThat(this.journal.after(this.journal.last())).isEmpty();
	}

	@Test
	void keepsTheLastTwoHundred() {
		for (int i = 1; i <= 250; i++) {
			this.journal.add(Journal.Level.INFO, "entry " + i);
		}
		assertThat(this.journal.after(0)).hasSize(200).first().extracting(Journal.Entry::text).isEqualTo("entry 51");
		assertThat(this.journal.last()).isEqualTo(250);
	}

}
