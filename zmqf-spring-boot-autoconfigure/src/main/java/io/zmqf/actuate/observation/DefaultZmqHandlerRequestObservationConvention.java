package io.zmqf.actuate.observation;

import io.micrometer.common.KeyValues;
import io.zmqf.concurrent.ConcurrentCache;

/**
 * Default convention for the observations of a handler's requests, named {@code
 * zmqf.handler.requests}.
 *
 * @since 0.1.0
 */
public class DefaultZmqHandlerRequestObservationConvention implements ZmqHandlerRequestObservationConvention {

	private final ConcurrentCache<String, String> contextualNames = new ConcurrentCache<>((event) -> "handle " + event);

	private final ConcurrentCache<Tagged, KeyValues> keyValues = new ConcurrentCache<>(Tagged::keyValues);

	@Override
	public String getName() {
		return "zmqf.handler.requests";
	}

	@Override
	public String getContextualName(ZmqHandlerRequestObservationContext context) {
		return this.contextualNames.get(context.getRequest().event());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ZmqHandlerRequestObservationContext context) {
		return this.keyValues
			.get(new Tagged(context.getRequest().event(), RequestStatus.of(context.getProblemStatus())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(ZmqHandlerRequestObservationContext context) {
		Long items = context.getItemCount();
		return (items != null) ? KeyValues.of(ZmqObservation.Key.ITEMS.withValue(items.toString())) : KeyValues.empty();
	}

	/** The cache key of equal key values. */
	private record Tagged(String event, String status) {

		KeyValues keyValues() {
			return KeyValues.of(ZmqObservation.Key.EVENT.withValue(this.event),
					ZmqObservation.Key.STATUS.withValue(this.status));
		}

	}

}
