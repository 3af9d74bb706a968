package io.zmqf.transport.session;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import zmq.Options;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTests {

	@Test
	void waitsAnIntervalMoreOrLess() {
		Backoff backoff = backoff(100, 0);
		assertThat(IntStream.generate(backoff::nextMillis).limit(1000))
			.allMatch((millis) -> millis >= 1 && millis < 200)
			.anyMatch((millis) -> millis < 50)
			.anyMatch((millis) -> millis > 150);
	}

	@Test
	void doublesTheIntervalUpToTheMaximum() {
		Backoff backoff = backoff(100, 350);
		for (int expected : new int[] { 100, 200, 350, 350 }) {
			assertThat(backoff.nextMillis()).isBetween(Math.max(1, expected - 99), expected + 99);
		}
	}

	@Test
	void beginsAnewAfterAConnection() {
		Backoff backoff = backoff(100, 1_000_000);
		IntStream.range(0, 10).forEach((attempt) -> backoff.nextMillis());
		backoff.reset();
		assertThat(backoff.nextMillis()).isLessThan(200);
	}

	@Test
	void asksAPeerThatRefusesNotMoreThanOnceASecond() {
		assertThat(backoff(1, 0).nextMillisAfterRefusal()).isEqualTo(1000);
		assertThat(backoff(10_000, 0).nextMillisAfterRefusal()).isBetween(1000, 20_000);
	}

	@Test
	void takesNoIntervalForOneMillisecond() {
		Backoff backoff = backoff(0, 0);
		assertThat(backoff.tries()).isTrue();
		assertThat(backoff.nextMillis()).isEqualTo(1);
	}

	@Test
	void growsFromNoIntervalToo() {
		Backoff backoff = backoff(0, 64);
		IntStream.range(0, 10).forEach((attempt) -> backoff.nextMillis());
		assertThat(backoff.nextMillis()).isEqualTo(64);
	}

	@Test
	void neverTriesAgainWithMinusOne() {
		assertThat(backoff(-1, 0).tries()).isFalse();
	}

	@Test
	void keepsToTheRangeOfAnInt() {
		Backoff backoff = backoff(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
		assertThat(IntStream.generate(backoff::nextMillis).limit(100)).allMatch((millis) -> millis >= 1);
	}

	private static Backoff backoff(int interval, int maximum) {
		Options options = new Options();
		options.reconnectIvl = interval;
		options.reconnectIvlMax = maximum;
		return new Backoff(options);
	}

}
