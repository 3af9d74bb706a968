package io.zmqf.transport;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimersTests {

	private final List<Throwable> errors = new ArrayList<>();

	private final Timers timers = new Timers(this.errors::add);

	private final List<Object> called = new ArrayList<>();

	@Test
	void nothingIsDueWithoutTimers() {
		assertThat(this.timers.untilNext(0)).isEqualTo(-1);
		assertThat(this.timers.expire(Long.MAX_VALUE)).isZero();
	}

	@Test
	void aTimerIsCalledAtItsTimeAndNotBefore() {
		Timed timer = new Recorded("a");
		this.timers.schedule(timer, 10);
		assertThat(this.timers.untilNext(4)).isEqualTo(6);
		assertThat(this.timers.expire(9)).isZero();
		assertThat(timer.isScheduled()).isTrue();
		assertThat(this.timers.expire(10)).isOne();
		assertThat(timer.isScheduled()).isFalse();
		assertThat(this.timers.expire(100)).isZero();
		assertThat(this.called).containsExactly("a");
	}

	@Test
	void overdueTimerLeavesNoTimeToWait() {
		this.timers.schedule(new Recorded("a"), 10);
		assertThat(this.timers.untilNext(11)).isZero();
	}

	@Test
	void schedulingAgainReplacesTheTime() {
		Timed timer = new Recorded("a");
		this.timers.schedule(timer, 10);
		this.timers.schedule(timer, 20);
		assertThat(this.timers.expire(19)).isZero();
		assertThat(this.timers.expire(20)).isOne();
	}

	@Test
	void cancellingTwiceDoesNothing() {
		Timed timer = new Recorded("a");
		this.timers.schedule(timer, 10);
		this.timers.cancel(timer);
		this.timers.cancel(timer);
		assertThat(this.timers.expire(10)).isZero();
		assertThat(this.timers.untilNext(0)).isEqualTo(-1);
	}

	@Test
	void aTimerThatSchedulesItselfForNowDoesNotKeepTheCallFromEnding() {
		this.timers.schedule(new Repeated(5), 5);
		assertThat(this.timers.expire(5)).isOne();
		assertThat(this.timers.expire(5)).isOne();
	}

	@Test
	void aTimerThatFailsHoldsUpNoOther() {
		StackOverflowError failure = new StackOverflowError("on purpose");
		this.timers.schedule(Timed.of(() -> {
			throw failure;
		}), 1);
		this.timers.schedule(new Recorded("next"), 2);
		assertThat(this.timers.expire(2)).isEqualTo(2);
		assertThat(this.called).containsExactly("next");
		assertThat(this.errors).containsExactly(failure);
	}

	/** An allocation can fail, and then the timer would be lost. */
	@Test
	void schedulingTakesNoMemory() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		Timed[] timed = new Timed[10_000];
		for (int i = 0; i < timed.length; i++) {
			timed[i] = new Recorded(i);
		}
		this.timers.schedule(timed[0], 0);
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < timed.length; i++) {
			this.timers.schedule(timed[i], i % 7);
		}
		for (int i = 0; i < timed.length; i += 2) {
			this.timers.cancel(timed[i]);
		}
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
	}

	@Test
	void timesAreComparedAcrossTheOverflowOfTheClock() {
		long start = Long.MAX_VALUE - 5;
		this.timers.schedule(new Recorded("late"), start + 20);
		this.timers.schedule(new Recorded("early"), start + 2);
		assertThat(this.timers.untilNext(start)).isEqualTo(2);
		this.timers.expire(start + 2);
		assertThat(this.called).containsExactly("early");
		assertThat(this.timers.untilNext(start + 10)).isEqualTo(10);
		this.timers.expire(start + 20);
		assertThat(this.called).containsExactly("early", "late");
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6, 7, 8 })
	void anyOrderOfCallsEndsAsAListOfTimesWould(long seed) {
		Random random = new Random(seed);
		List<Timed> timed = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			timed.add(new Recorded(i));
		}
		Map<Object, Long> expected = new HashMap<>();
		long now = random.nextLong();
		for (int step = 0; step < 20_000; step++) {
			int chosen = random.nextInt(timed.size());
			switch (random.nextInt(5)) {
				case 0, 1, 2 -> {
					long deadline = now + random.nextInt(1000);
					this.timers.schedule(timed.get(chosen), deadline);
					expected.put(chosen, deadline);
				}
				case 3 -> {
					this.timers.cancel(timed.get(chosen));
					expected.remove(chosen);
				}
				default -> {
					now += random.nextInt(40);
					expire(now, expected);
				}
			}
			assertThat(timed.get(chosen).isScheduled()).isEqualTo(expected.containsKey(chosen));
		}
	}

	private void expire(long now, Map<Object, Long> expected) {
		this.called.clear();
		int count = this.timers.expire(now);
		assertThat(count).isEqualTo(this.called.size());
		long last = Long.MIN_VALUE;
		for (Object name : this.called) {
			long left = expected.remove(name) - now;
			assertThat(left).isBetween(last, 0L);
			last = left;
		}
		long next = expected.values().stream().mapToLong((deadline) -> deadline - now).min().orElse(-1);
		assertThat(this.timers.untilNext(now)).isEqualTo(next);
		assertThat(next).isNotZero();
	}

	private final class Recorded extends Timed {

		private final Object name;

		Recorded(Object name) {
			this.name = name;
		}

		@Override
		protected void onTime() {
			TimersTests.this.called.add(this.name);
		}

	}

	private final class Repeated extends Timed {

		private final long time;

		Repeated(long time) {
			this.time = time;
		}

		@Override
		protected void onTime() {
			TimersTests.this.timers.schedule(this, this.time);
		}

	}

}
