package io.zmqf.transport;

/**
 * What a role does with its socket. Every method is called on the loop's thread, one at a
 * time. What a method throws is reported; the loop goes on.
 *
 * @since 0.1.0
 */
public interface SocketHandler {

	/**
	 * The socket is open; called again where it was closed and opened anew.
	 */
	default void onOpen() {
	}

	/**
	 * A whole message came.
	 * @param frames its frames; on a ROUTER the first is the peer's identity
	 */
	void onMessage(byte[][] frames);

	/**
	 * A connecting socket has its peer: what is sent from now on goes out. Whether the
	 * peer speaks ZMTP at all, only the first message tells; called once more where the
	 * connection had to be made again before that.
	 */
	default void onConnected() {
	}

	/**
	 * A connecting socket lost its peer, after everything that the peer had sent was
	 * received. It connects again by itself.
	 */
	default void onDisconnected() {
	}

	/**
	 * The peer of a connecting socket broke off the handshake: nothing that was sent has
	 * reached it. The socket connects again by itself.
	 */
	default void onRefused() {
	}

	/**
	 * The socket takes messages again, after {@link SocketLoop#awaitWritable()}.
	 */
	default void onWritable() {
	}

	/**
	 * A peer of a ROUTER is gone, where {@link SocketSettings#peerLoss()} asks for it.
	 * @param identity the peer's identity
	 */
	default void onPeerGone(byte[] identity) {
	}

	/**
	 * The loop ends: nothing can be received any more, replies can still be sent.
	 */
	default void onClose() {
	}

}
