package io.zmqf.actuate.observation;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * The low cardinality key values of one observation, and what measures it. Most requests
 * have nothing but what their convention says, the same for all of an event: that is kept
 * as it is, where the context's own map would be filled and read and sorted anew at each
 * step of each request. From any thread.
 */
final class RequestState {

	private volatile KeyValues keyValues = KeyValues.empty();

	/** Owned by {@link RequestMeterObservationHandler}. */
	@Nullable Running measurement;

	static RequestState of(Observation.Context context) {
		return (context instanceof ZmqClientRequestObservationContext request) ? request.state()
				: ((ZmqHandlerRequestObservationContext) context).state();
	}

	KeyValues keyValues() {
		return this.keyValues;
	}

	@Nullable KeyValue keyValue(String key) {
		for (KeyValue keyValue : this.keyValues) {
			if (keyValue.getKey().equals(key)) {
				return keyValue;
			}
		}
		return null;
	}

	synchronized void add(KeyValues added) {
		KeyValues present = this.keyValues;
		if (present != added) {
			this.keyValues = (present == KeyValues.empty()) ? added : present.and(added);
		}
	}

	synchronized void remove(String key) {
		this.keyValues = KeyValues
			.of(this.keyValues.stream().filter((keyValue) -> !keyValue.getKey().equals(key)).toList());
	}

}
