package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.transport.RequestReplyReceiverContext;
import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * The observation context of a request in a handler, whose headers propagate the trace.
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
	 * Returns the request.
	 * @return the received message
	 */
	public Message getRequest() {
		return this.request;
	}

	/**
	 * Returns the status of the problem in the answer.
	 * @return the status, or {@code null} before the answer and for other answers
	 */
	public @Nullable Integer getProblemStatus() {
		return this.problemStatus;
	}

	void setProblemStatus(int problemStatus) {
		this.problemStatus = problemStatus;
	}

	/**
	 * Returns the number of items after the end of a stream.
	 * @return the number, or {@code null} before the end and for other replies
	 */
	public @Nullable Long getItemCount() {
		return this.itemCount;
	}

	void setItemCount(long itemCount) {
		this.itemCount = itemCount;
	}

}
