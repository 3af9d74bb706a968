package io.zmqf.actuate.observation;

import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.zmqf.message.ConcurrentCache;

/** The meters of all events that one client asks for, or that handlers handle. */
final class MetersByEvent {

	private final ConcurrentCache<String, EventMeters> meters;

	/**
	 * Creates it.
	 * @param measurement who looks meters up
	 * @param specimen makes the context of a request of an event
	 */
	MetersByEvent(SoleMeasurement measurement, Function<String, Observation.Context> specimen) {
		this.meters = new ConcurrentCache<>((event) -> new EventMeters(measurement, specimen.apply(event)));
	}

	EventMeters get(String event) {
		EventMeters meters = this.meters.get(event);
		if (meters.isOutdated()) {
			this.meters.forget();
			return this.meters.get(event);
		}
		return meters;
	}

}
