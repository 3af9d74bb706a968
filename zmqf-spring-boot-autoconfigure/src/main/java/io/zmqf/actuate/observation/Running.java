package io.zmqf.actuate.observation;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.internal.CumulativeHistogramLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import org.jspecify.annotations.Nullable;

/** The measurement of a request that is not over. */
interface Running {

	/**
	 * The request is over.
	 * @return how long it took, in nanoseconds
	 */
	long stop();

	/**
	 * A request begins.
	 * @param registry where the meters are
	 * @param active what measures requests that are not over, if anything does
	 * @return its measurement
	 */
	static Running start(MeterRegistry registry, @Nullable LongTaskTimer active) {
		if (active != null && tells(active.getClass())) {
			return new Sampled(active.start());
		}
		Clock clock = registry.config().clock();
		LongTaskTimer.Sample sample = (active != null) ? active.start() : null;
		return new Clocked(clock, clock.monotonicTime(), sample);
	}

	/** Others need not tell how long it took: some have no time, some have their own. */
	private static boolean tells(Class<?> type) {
		return type == DefaultLongTaskTimer.class || type == CumulativeHistogramLongTaskTimer.class;
	}

	/**
	 * Spares a look at the clock at either end, which is most of what a measurement
	 * costs.
	 */
	record Sampled(LongTaskTimer.Sample active) implements Running {

		@Override
		public long stop() {
			return this.active.stop();
		}

	}

	/** Looks at the clock. */
	record Clocked(Clock clock, long started, LongTaskTimer.@Nullable Sample active) implements Running {

		@Override
		public long stop() {
			long elapsed = this.clock.monotonicTime() - this.started;
			if (this.active != null) {
				this.active.stop();
			}
			return elapsed;
		}

	}

}
