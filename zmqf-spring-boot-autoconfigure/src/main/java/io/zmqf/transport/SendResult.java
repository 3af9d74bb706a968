package io.zmqf.transport;

/**
 * The result of sending a message to a socket.
 *
 * @since 0.1.0
 */
public enum SendResult {

	/** The socket accepted the message. */
	SENT,
	/** No peer is connected, or the peer's high-water mark is reached. */
	FULL,
	/** The ROUTER has no peer with this routing id. */
	UNROUTABLE

}
