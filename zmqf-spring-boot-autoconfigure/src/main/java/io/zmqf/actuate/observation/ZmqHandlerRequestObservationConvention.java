package io.zmqf.actuate.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The convention for the names and tags of requests in handlers. A bean of this type
 * replaces {@link DefaultZmqHandlerRequestObservationConvention}.
 *
 * @since 0.1.0
 */
public interface ZmqHandlerRequestObservationConvention
		extends ObservationConvention<ZmqHandlerRequestObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ZmqHandlerRequestObservationContext;
	}

}
