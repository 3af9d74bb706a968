package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The number of lines of a kind that are logged. */
class LogThrottleTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final LogThrottle throttle = new LogThrottle(2, Duration.ofSeconds(10), this.now::get);

	@Test
	void letsSomeThroughInEachPeriodAndCountsTheOthers() {
		assertThat(this.throttle.next("a")).isZero();
		assertThat(this.throttle.next("a")).isZero();
		assertThat(this.throttle.next("a")).isNegative();
		assertThat(this.throttle.next("a")).isNegative();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
		assertThat(this.throttle.next("a")).isNegative();
		this.now.incrementAndGet();
		assertThat(this.throttle.next("a")).isEqualTo(3);
		assertThat(this.throttle.next("a")).isZero();
		assertThat(this.throttle.next("a")).isNegative();
	}

	@Test
	void limitsEachKindByItself() {
		for (int i = 0; i < 3; i++) {
			this.throttle.next("a");
		}
		assertThat(this.throttle.next("b")).isZero();
	}

	@Test
	void limitsAllSourcesOfAKindTogetherAndCountsTheOthers() {
		for (int i = 0; i < 3; i++) {
			this.throttle.next("a", "source");
		}
		for (int i = 2; i < 20; i++) {
			assertThat(this.throttle.next("a", "source " + i)).isZero();
		}
		assertThat(this.throttle.next("a", "source 20")).isNegative();
		assertThat(this.throttle.next("b", "source 20")).isZero();
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10));
		assertThat(this.throttle.next("a", "source")).isEqualTo(2);
		assertThat(this.throttle.next("a", "source 20")).isZero();
	}

	@Test
	void keepsTheKindsThatWereUsedLast() {
		for (int i = 0; i < 3; i++) {
			this.throttle.next("a");
		}
		for (int i = 0; i < 10_000; i++) {
			this.throttle.next("kind " + i);
			assertThat(this.throttle.next("a")).isNegative();
		}
		this.throttle.next("kind 0");
		this.throttle.next("kind 0");
		for (int i = 0; i < 1024; i++) {
			this.throttle.next("other " + i);
		}
		assertThat(this.throttle.next("kind 0")).as("forgotten").isZero();
	}

}
