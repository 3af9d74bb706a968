package io.zmqf.message;

/**
 * The client was closed before the reply came, or before the request was made.
 *
 * @since 0.1.0
 */
public class ZmqClosedException extends ZmqException {

	public ZmqClosedException(String event, String endpoint) {
		super("'" + event + "' was not answered by " + endpoint + ": the client is closed", event, endpoint, null);
	}

}
