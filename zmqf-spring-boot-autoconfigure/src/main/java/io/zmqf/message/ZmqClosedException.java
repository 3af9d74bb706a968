package io.zmqf.message;

/**
 * Thrown when the client was closed before the reply arrived, or before the request was
 * sent.
 *
 * @since 0.1.0
 */
public class ZmqClosedException extends ZmqException {

	public ZmqClosedException(String event, String endpoint) {
		super("'" + event + "' was not answered by " + endpoint + ": the client is closed", event, endpoint, null);
	}

}
