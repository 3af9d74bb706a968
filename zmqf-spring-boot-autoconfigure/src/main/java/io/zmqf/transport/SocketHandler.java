package io.zmqf.transport;

/**
 * Receives the messages and events of a socket. Methods are called on the loop's thread,
 * one at a time. An exception is reported, and the loop continues.
 *
 * @since 0.1.0
 */
public interface SocketHandler {

	/**
	 * Called when the socket was opened, and again whenever it was reopened.
	 */
	default void onOpen() {
	}

	/**
	 * Called for each received message.
	 * @param frames the frames; on a ROUTER the first is the peer's routing id
	 */
	void onMessage(byte[][] frames);

	/**
	 * Called when a connecting socket has a connection and can send. Only the first
	 * message proves that the peer speaks ZMTP. If the connection is lost before that
	 * message, this method is called again after the reconnect.
	 */
	default void onConnected() {
	}

	/**
	 * Called when a connecting socket has lost its connection, after all messages from
	 * the peer were received. The socket reconnects by itself.
	 */
	default void onDisconnected() {
	}

	/**
	 * Called when the peer of a connecting socket closed the connection during the
	 * handshake. No sent message has reached it. The socket reconnects by itself.
	 */
	default void onRefused() {
	}

	/**
	 * Called when the socket accepts messages again, after
	 * {@link SocketLoop#awaitWritable()}.
	 */
	default void onWritable() {
	}

	/**
	 * Called when a peer of a ROUTER has disconnected, if
	 * {@link SocketSettings#peerLoss()} is set.
	 * @param identity the routing id of the peer
	 */
	default void onPeerGone(byte[] identity) {
	}

	/**
	 * Called when the loop ends. No message can be received any more, but replies can
	 * still be sent.
	 */
	default void onClose() {
	}

}
