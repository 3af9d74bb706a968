package io.zmqf.actuate.observation;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** The meters of the requests of an event that are replied to. */
final class EventMeters {

	private final SoleMeasurement measurement;

	private final Observation.Context specimen;

	private final int removals;

	private final @Nullable LongTaskTimer active;

	private volatile @Nullable Timer timer;

	/**
	 * Looks meters up.
	 * @param measurement by whom
	 * @param specimen the context of such a request, as it is from its beginning to its
	 * end
	 */
	EventMeters(SoleMeasurement measurement, Observation.Context specimen) {
		this.measurement = measurement;
		this.specimen = specimen;
		this.removals = measurement.handler().removals();
		this.active = measurement.handler().longTaskTimer(specimen);
	}

	/**
	 * Whether these meters may have been removed.
	 * @return {@code true} if they have to be looked up anew
	 */
	boolean isOutdated() {
		return this.removals != this.measurement.handler().removals();
	}

	Running begin() {
		return this.measurement.handler().begin(this.active);
	}

	/**
	 * A request was replied to.
	 * @param running its measurement
	 */
	void end(Running running) {
		Timer timer = this.timer;
		if (timer == null) { // there is none before something has ended
			timer = this.measurement.handler().timer(this.measurement.filtered(this.specimen));
			this.timer = timer;
		}
		timer.record(running.stop(), TimeUnit.NANOSECONDS);
	}

}
