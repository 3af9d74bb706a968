package io.zmqf.transport;

/**
 * A socket that could not be closed in time, because something that its loop has called
 * does not return. The socket closes once it does.
 *
 * @since 0.1.0
 */
public class BlockedLoopException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param socket the name of the socket
	 */
	public BlockedLoopException(String socket) {
		super(socket + " is not closed: something blocks its loop", null, false, false);
	}

}
