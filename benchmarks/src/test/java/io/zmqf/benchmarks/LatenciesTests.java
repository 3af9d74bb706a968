package io.zmqf.benchmarks;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatenciesTests {

	private final Latencies latencies = new Latencies();

	@Test
	void percentilesAreExactToAHundredth() {
		for (int i = 2000; i > 0; i--) {
			this.latencies.add(i * 1_000_003L);
		}
		assertThat(this.latencies.size()).isEqualTo(2000);
		assertThat(this.latencies.percentile(0.5)).isCloseTo(1000 * 1_000_003L, Percentage.withPercentage(1));
		assertThat(this.latencies.percentile(0.99)).isCloseTo(1980 * 1_000_003L, Percentage.withPercentage(1));
		assertThat(this.latencies.percentile(1)).isCloseTo(2000 * 1_000_003L, Percentage.withPercentage(1));
	}

	@Test
	void shortTimesAreExact() {
		this.latencies.add(17);
		assertThat(this.latencies.percentile(0.5)).isEqualTo(17);
	}

	@Test
	void anyTimeFits() {
		this.latencies.add(-1);
		this.latencies.add(Long.MAX_VALUE);
		assertThat(this.latencies.percentile(0.5)).isZero();
		assertThat(this.latencies.percentile(1)).isCloseTo(Long.MAX_VALUE, Percentage.withPercentage(1));
	}

	@Test
	void thereIsNoneWithoutRequests() {
		assertThat(this.latencies.percentile(0.5)).isZero();
	}

}
