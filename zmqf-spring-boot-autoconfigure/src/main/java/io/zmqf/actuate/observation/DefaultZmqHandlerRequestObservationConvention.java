package io.zmqf.actuate.observation;

import io.micrometer.common.KeyValues;

/** Names the requests in the hands of handlers {@code zmqf.handler.requests}. */
public class DefaultZmqHandlerRequestObservationConvention implements ZmqHandlerRequestObservationConvention {

	@Override
	public String getName() {
		return "zmqf.handler.requests";
	}

	@Override
	public String getContextualName(ZmqHandlerRequestObservationContext context) {
		return "handle " + context.getRequest().event();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(ZmqHandlerRequestObservationContext context) {
		Integer problem = context.getProblemStatus();
		return KeyValues.of(ZmqObservation.Key.EVENT.withValue(context.getRequest().event()),
				ZmqObservation.Key.STATUS.withValue((problem != null) ? RequestStatus.of(problem) : RequestStatus.OK));
	}

}
