package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * The observation context of a client's request, whose headers propagate the trace.
 *
 * @since 0.1.0
 */
public final class ZmqClientRequestObservationContext extends SenderContext<Map<String, String>> {

	private final String clientName;

	private final String event;

	private @Nullable Long itemCount;

	/**
	 * Creates a context.
	 * @param clientName the name of the client
	 * @param event the event of the request
	 * @param headers the headers of the request, to which the trace headers are added
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
	 * Returns the name of the client.
	 * @return the name
	 */
	public String getClientName() {
		return this.clientName;
	}

	/**
	 * Returns the event of the request.
	 * @return the event
	 */
	public String getEvent() {
		return this.event;
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
