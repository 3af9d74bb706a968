package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.transport.RequestReplyReceiverContext;
import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A request in the hands of a handler, whose headers brought the trace along.
 *
 * @since 0.1.0
 */
public final class ZmqHandlerRequestObservationContext
		extends RequestReplyReceiverContext<Map<String, String>, Message> {

	private final Message request;

	private @Nullable Integer problemStatus;

	private @Nullable Long itemCount;

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

	/**
	 * The number of items of a stream that has ended.
	 * @return the number, or {@code null} before the end and for every other reply
	 */
	public @Nullable Long getItemCount() {
		return this.itemCount;
	}

	void setItemCount(long itemCount) {
		this.itemCount = itemCount;
	}

}
