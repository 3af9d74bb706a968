package io.zmqf.transport.nio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.zmqf.transport.Timers;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakeTurnsTests {

	private final HandshakeBudget budget = new HandshakeBudget();

	private final List<Throwable> failures = new ArrayList<>();

	private final Timers timers = new Timers(this.failures::add);

	private final List<String> continued = new ArrayList<>();

	private final HandshakeTurns<String> turns = new HandshakeTurns<>(this.budget, this.timers, this.continued::add);

	@Test
	void addressesTakeTurns() {
		assertThat(this.turns.mayContinue("early", "a")).isTrue();
		this.budget.spend(TimeUnit.HOURS.toNanos(1));
		for (String name : List.of("a1", "a2", "a3", "b1")) {
			assertThat(this.turns.mayContinue(name, name.substring(0, 1))).isFalse();
			assertThat(this.turns.mayContinue(name, name.substring(0, 1))).isFalse();
		}
		takeTurns();
		assertThat(this.continued).containsExactly("a1", "b1", "a2", "a3");
	}

	@Test
	void aHandshakeThatHasEndedTakesNoTurn() {
		this.budget.spend(TimeUnit.HOURS.toNanos(1));
		assertThat(this.turns.mayContinue("gone", "a")).isFalse();
		assertThat(this.turns.mayContinue("next", "a")).isFalse();
		this.turns.leave("gone");
		takeTurns();
		assertThat(this.continued).containsExactly("next");
	}

	/** Nothing else is read at the same time, so the handshakes use all the time. */
	private void takeTurns() {
		while (this.timers.expire(System.nanoTime() + TimeUnit.MINUTES.toNanos(1)) > 0) {
			// the next ones
		}
		assertThat(this.failures).isEmpty();
	}

}
