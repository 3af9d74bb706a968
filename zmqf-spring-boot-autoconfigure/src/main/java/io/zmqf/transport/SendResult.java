package io.zmqf.transport;

/**
 * What became of a message that was given to a socket.
 *
 * @since 0.1.0
 */
public enum SendResult {

	/** The socket took it. */
	SENT,
	/** Nobody is connected, or the peer's high-water mark is reached. */
	FULL,
	/** A ROUTER knows no peer of that identity. */
	UNROUTABLE

}
