package io.zmqf.info;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.zmqf.info.NodeStats.EventStats;
import io.zmqf.message.Message;
import io.zmqf.message.MessageCodec;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The values of a meter, with a manual clock. */
class EventMeterTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final EventMeter meter = new EventMeter(0);

	@ParameterizedTest
	@ValueSource(longs = { 9_000, 50_000, 1_000_000, 33_333_333, 1_500_000_000L, 600_000_000_000L })
	void aTimeIsCountedWithinSevenPercent(long nanos) {
		assertThat(EventMeter.middle(EventMeter.index(nanos))).isCloseTo(nanos, Percentage.withPercentage(7));
	}

	@Test
	void longerTimesAreNeverCountedAsShorterOnes() {
		int last = 0;
		for (long nanos = 0; nanos < 4_000_000_000_000_000L; nanos = nanos + nanos / 20 + 100) {
			int index = EventMeter.index(nanos);
			assertThat(index).isBetween(last, 255);
			last = index;
		}
		assertThat(EventMeter.index(Long.MAX_VALUE)).isEqualTo(255);
		assertThat(EventMeter.index(-1)).isZero();
	}

	@Test
	void percentilesRateAndErrorsAreThoseOfTheWindow() {
		for (int i = 1; i <= 100; i++) {
			answered(i * 1_000_000L);
		}
		this.meter.failed(503);
		this.meter.failed(503);
		EventStats stats = stats(2 * SECOND);
		assertThat(stats.event()).isEqualTo("orders");
		assertThat(stats.requests()).isEqualTo(100);
		assertThat(stats.errors()).containsOnlyKeys("503").containsEntry("503", 2L);
		assertThat(stats.window()).isEqualTo(2);
		assertThat(stats.rate()).isEqualTo(50);
		assertThat(stats.p50()).isCloseTo(50, Percentage.withPercentage(7));
		assertThat(stats.p99()).isCloseTo(99, Percentage.withPercentage(7));
		assertThat(List.of(stats.inFlight(), stats.waiting(), stats.abandoned())).containsExactly(1, 2, 3);
	}

	@Test
	void pollingEachSecondShowsTheLastTenToTwentySeconds() {
		answered(SECOND);
		for (int second = 1; second <= 120; second++) {
			answered(2_000_000);
			EventStats stats = stats(second * SECOND);
			if (second > 30) {
				assertThat(stats.window()).isBetween(10.0, 21.0);
				assertThat(stats.rate()).isCloseTo(1, Percentage.withPercentage(10));
				assertThat(stats.p99()).isLessThan(3);
				assertThat(stats.slowest()).isNotNull().extracting(NodeStats.SlowRequest::time).isEqualTo(2.0);
			}
		}
	}

	@Test
	void rarePollingShowsTheTimeBetweenPolls() {
		answered(SECOND);
		assertThat(stats(3600 * SECOND).window()).isEqualTo(3600);
		answered(1_000_000);
		EventStats second = stats(3601 * SECOND);
		assertThat(second.window()).isEqualTo(1);
		assertThat(second.rate()).isEqualTo(1);
		assertThat(second.p99()).isLessThan(2);
		assertThat(second.requests()).isEqualTo(2);
	}

	@Test
	void theSlowestRequestIsKnownByItsTrace() {
		assertThat(this.meter.answered(5_000)).isTrue();
		this.meter.slowest(5_000, Instant.EPOCH, null);
		assertThat(this.meter.answered(4_000)).isFalse();
		assertThat(this.meter.answered(6_000_000)).isTrue();
		this.meter.slowest(6_000_000, Instant.EPOCH, "0af7651916cd43dd8448eb211c80319c");
		assertThat(stats(SECOND).slowest())
			.isEqualTo(new NodeStats.SlowRequest(6, Instant.EPOCH, "0af7651916cd43dd8448eb211c80319c"));
	}

	@Test
	void anAnswerIsCountedWithItsProblemAndTheTraceOfItsRequest() {
		this.meter.answered(6_000_000, 503, MessageCodec.encode(new Message("orders.place", Message.NO_DATA)
			.withHeaders(Map.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))));
		NodeStats.EventStats stats = stats(SECOND);
		assertThat(stats.errors()).containsExactly(Map.entry("503", 1L));
		assertThat(stats.slowest()).isNotNull()
			.extracting(NodeStats.SlowRequest::trace)
			.isEqualTo("0af7651916cd43dd8448eb211c80319c");
	}

	@Test
	void anAnswerThatIsNoProblemIsNoError() {
		this.meter.answered(6_000_000, 0, MessageCodec.encode(new Message("orders.place", Message.NO_DATA)));
		assertThat(stats(SECOND).errors()).isEmpty();
	}

	@Test
	void manyThreadsLoseNoCount() {
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			threads.add(CompletableFuture.runAsync(() -> {
				for (int n = 0; n < 10_000; n++) {
					this.meter.answered(n * 1_000L);
				}
			}));
		}
		threads.forEach(CompletableFuture::join);
		assertThat(stats(SECOND).requests()).isEqualTo(40_000);
	}

	private void answered(long nanos) {
		if (this.meter.answered(nanos)) {
			this.meter.slowest(nanos, Instant.EPOCH, null);
		}
	}

	private EventStats stats(long now) {
		return this.meter.stats("orders", 1, 2, 3, now);
	}

}
