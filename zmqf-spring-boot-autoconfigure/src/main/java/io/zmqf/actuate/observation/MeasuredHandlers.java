package io.zmqf.actuate.observation;

import io.micrometer.observation.Observation;
import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/** Measures handlers without an observation that anybody has to see. */
final class MeasuredHandlers {

	private final SoleMeasurement measurement;

	private final MetersByEvent meters;

	MeasuredHandlers(SoleMeasurement measurement) {
		this.measurement = measurement;
		this.meters = new MetersByEvent(measurement,
				(event) -> SoleMeasurement.start(ObservedHandlers.DEFAULT_CONVENTION,
						new ZmqHandlerRequestObservationContext(new Message(event, Message.NO_DATA))));
	}

	EventMeters meters(String event) {
		return this.meters.get(event);
	}

	Observation observation(ZmqHandlerRequestObservationContext context, @Nullable Observation parent,
			@Nullable Running running) {
		return this.measurement.observation(ObservedHandlers.DEFAULT_CONVENTION, context, parent, running);
	}

}
