package io.zmqf.transport;

/**
 * Thrown when a socket cannot be closed in time, because a call on its loop does not
 * return. The socket is closed as soon as the call returns.
 *
 * @since 0.1.0
 */
public class BlockedLoopException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param socket the name of the socket
	 */
	public BlockedLoopException(String socket) {
		super(socket + " can't be closed: its event loop is blocked", null, false, false);
	}

}
