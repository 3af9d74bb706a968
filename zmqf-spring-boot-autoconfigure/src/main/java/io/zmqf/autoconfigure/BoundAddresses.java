package io.zmqf.autoconfigure;

import java.util.Map;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;

/**
 * What is said of the addresses of a role when it starts.
 *
 * @param properties the properties that they come from, by the address that is set
 */
record BoundAddresses(Map<Endpoint, String> properties) {

	/**
	 * Starts a role.
	 * @param start starts it
	 * @throws PropertyException if an address can't be used
	 */
	void start(Runnable start) {
		try {
			start.run();
		}
		catch (TransportException ex) {
			throw explain(ex);
		}
	}

	private PropertyException explain(TransportException ex) {
		Endpoint endpoint = ex.getEndpoint();
		String property = this.properties.getOrDefault(endpoint, "zmqf");
		return switch (ex.getReason()) {
			case ADDRESS_IN_USE -> new PropertyException(property, endpoint, "can't be bound: the address is in use",
					"Stop the process that listens there, or set " + property + " to another address; with port 0 the "
							+ "system chooses a free one.",
					ex);
			case ADDRESS_NOT_AVAILABLE -> new PropertyException(property, endpoint,
					"can't be used: the host is unknown or not one of this machine's",
					"Set " + property + " to an address of this machine, or with * as the host to all of them.", ex);
			case UNSUPPORTED, FAILED -> new PropertyException(property, endpoint, "can't be used: " + ex.getMessage(),
					"Set " + property + " to another address.", ex);
		};
	}

}
