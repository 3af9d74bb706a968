package io.zmqf.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the requests of clients are named and tagged. A bean of this type replaces
 * {@link DefaultZmqClientRequestObservationConvention}.
 *
 * @since 0.1.0
 */
public interface ZmqClientRequestObservationConvention
		extends ObservationConvention<ZmqClientRequestObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ZmqClientRequestObservationContext;
	}

}
