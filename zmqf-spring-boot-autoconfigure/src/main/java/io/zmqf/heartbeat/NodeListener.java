package io.zmqf.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * Is told which nodes come and go, on the loop of the heartbeats. Neither blocks nor
 * throws.
 *
 * @since 0.1.0
 */
public interface NodeListener {

	/**
	 * A heartbeat came.
	 * @param node the node that sent it
	 * @param first {@code true} if the node was not known before
	 * @param understandsQuestions {@code true} if it is a node of this library
	 */
	default void heard(Node node, boolean first, boolean understandsQuestions) {
	}

	/**
	 * A node will have missed a heartbeat by the next look. Called again at each look
	 * until it is heard.
	 * @param late the node, of which more can be said
	 */
	default void late(LateNode late) {
	}

	/**
	 * A node said goodbye.
	 * @param node the node as it was last known
	 */
	default void left(Node node) {
	}

	/**
	 * A node should have been heard by now, and was not. Told again at each look, and
	 * before the node is lost.
	 * @param node as it was last known, with its misses
	 */
	default void missed(Node node) {
	}

	/**
	 * A node was silent for too long.
	 * @param node as it was last known, with its misses
	 */
	default void lost(Node node) {
	}

	/**
	 * A heartbeat came that was not taken.
	 * @param malformed {@code true} if it could not be read; there was no room for its
	 * node otherwise
	 * @param address the remote address of its sender, {@code null} inside the process
	 * @param reason the reason, as a sentence without its capital
	 */
	default void refused(boolean malformed, @Nullable String address, String reason) {
	}

	/**
	 * The receiver of this node's own heartbeats came or went.
	 * @param endpoint the endpoint of the receiver
	 * @param alive {@code true} if it is there
	 */
	default void receiver(String endpoint, boolean alive) {
	}

}
