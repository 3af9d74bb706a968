package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.Observation;
import io.zmqf.client.RequestObserver;
import io.zmqf.message.ConcurrentCache;
import org.jspecify.annotations.Nullable;

/** Measures the requests of clients without an observation for those that get a reply. */
final class MeasuredRequests implements RequestObserver {

	private final SoleMeasurement measurement;

	private final ConcurrentCache<String, MetersByEvent> clients = new ConcurrentCache<>(this::meters);

	MeasuredRequests(SoleMeasurement measurement) {
		this.measurement = measurement;
	}

	private MetersByEvent meters(String client) {
		return new MetersByEvent(this.measurement, (event) -> SoleMeasurement.start(ObservedRequests.DEFAULT_CONVENTION,
				new ZmqClientRequestObservationContext(client, event, Map.of())));
	}

	@Override
	public Observed begin(String client, String event, Map<String, String> headers) {
		MetersByEvent meters = this.clients.get(client);
		Running running = meters.get(event).begin();
		return (failure) -> {
			try {
				if (failure == null) {
					meters.get(event).end(running);
				}
				else {
					observation(new ZmqClientRequestObservationContext(client, event, headers), running).error(failure)
						.stop();
				}
			}
			catch (RuntimeException ex) {
				ObservedRequests.failed(ex);
			}
		};
	}

	private Observation observation(ZmqClientRequestObservationContext context, @Nullable Running running) {
		return this.measurement.observation(ObservedRequests.DEFAULT_CONVENTION, context, null, running);
	}

}
