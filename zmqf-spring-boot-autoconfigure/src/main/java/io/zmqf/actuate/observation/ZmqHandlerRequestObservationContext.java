package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.RequestReplyReceiverContext;
import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/** A request in the hands of a handler, whose headers brought the trace along. */
public final class ZmqHandlerRequestObservationContext
		extends RequestReplyReceiverContext<Map<String, String>, Message> {

	private final RequestState state = new RequestState();

	private final Message request;

	private @Nullable Integer problemStatus;

	/**
	 * Creates a context.
	 * @param request the request
	 */
	public ZmqHandlerRequestObservationContext(Message request) {
		super(Map::get);
		this.request = request;
		setCarrier(request.headers());
	}

	/**
	 * The request.
	 * @return the message as it came
	 */
	public Message getRequest() {
		return this.request;
	}

	/**
	 * The status of the problem that the request was answered with.
	 * @return a number, or {@code null} before the answer and for every other answer
	 */
	public @Nullable Integer getProblemStatus() {
		return this.problemStatus;
	}

	void setProblemStatus(int problemStatus) {
		this.problemStatus = problemStatus;
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
