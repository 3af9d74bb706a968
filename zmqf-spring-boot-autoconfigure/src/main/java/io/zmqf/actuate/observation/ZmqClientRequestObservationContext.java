package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/** A request of a client, whose headers take the trace along. */
public final class ZmqClientRequestObservationContext extends SenderContext<Map<String, String>> {

	private final RequestState state = new RequestState();

	private final String clientName;

	private final String event;

	/**
	 * Creates a context.
	 * @param clientName the name of the client
	 * @param event the event of the request
	 * @param headers the headers of the request, to which the trace's are added
	 */
	public ZmqClientRequestObservationContext(String clientName, String event, Map<String, String> headers) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.put(name, value);
			}
		}, Kind.CLIENT);
		this.clientName = clientName;
		this.event = event;
		setCarrier(headers);
	}

	/**
	 * The client.
	 * @return its name
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * The event of the request.
	 * @return its name
	 */
	public String getEvent() {
		return this.event;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValue(KeyValue keyValue) {
		this.state.add(KeyValues.of(keyValue));
		return this;
	}

	@Override
	public Observation.Context addLowCardinalityKeyValues(KeyValues keyValues) {
		this.state.add(keyValues);
		return this;
	}

	@Override
	public Observation.Context removeLowCardinalityKeyValue(String keyName) {
		this.state.remove(keyName);
		return this;
	}

	@Override
	public KeyValues getLowCardinalityKeyValues() {
		return this.state.keyValues();
	}

	@Override
	public @Nullable KeyValue getLowCardinalityKeyValue(String key) {
		return this.state.keyValue(key);
	}

	RequestState state() {
		return this.state;
	}

}
