package io.zmqf.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The convention for the names and tags of a client's requests. A bean of this type
 * replaces {@link DefaultZmqClientRequestObservationConvention}.
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
