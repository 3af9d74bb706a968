package io.zmqf.actuate.observation;

import java.util.Map;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A request of a client, whose headers take the trace along.
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
