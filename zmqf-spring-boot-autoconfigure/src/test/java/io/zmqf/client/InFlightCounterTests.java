package io.zmqf.client;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InFlightCounterTests {

	private final InFlightCounter counter = new InFlightCounter();

	@Test
	void allWaitersAreNotifiedAtZero() {
		assertThat(this.counter.none()).isCompleted();
		this.counter.add();
		this.counter.add();
		CompletableFuture<Void> first = this.counter.none();
		CompletableFuture<Void> second = this.counter.none();
		this.counter.remove();
		assertThat(first).isNotDone();
		this.counter.remove();
		assertThat(first).isCompleted();
		assertThat(second).isCompleted();
		assertThat(this.counter.count()).isZero();
	}

}
