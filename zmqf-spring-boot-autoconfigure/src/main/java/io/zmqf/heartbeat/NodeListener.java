package io.zmqf.heartbeat;

import org.jspecify.annotations.Nullable;

/**
 * A listener for nodes that come and go. It is called on the loop of the heartbeats and
 * must neither block nor throw.
 *
 * @since 0.1.0
 */
public interface NodeListener {

	/**
	 * Called on each heartbeat.
	 * @param node the node that sent it
	 * @param first {@code true} if it is the first heartbeat of the node
	 * @param understandsQueries {@code true} if the node supports queries, as those of
	 * this library do
	 */
	default void heartbeatReceived(Node node, boolean first, boolean understandsQueries) {
	}

	/**
	 * Called when a node will have missed a heartbeat by the next check. It is called
	 * again on each check until a heartbeat comes.
	 * @param late the late node, to report other knowledge of it
	 */
	default void late(LateNode late) {
	}

	/**
	 * Called when a node has left.
	 * @param node the last known state of the node
	 */
	default void left(Node node) {
	}

	/**
	 * Called when a node has missed a heartbeat. It is called again on each check, and
	 * before the node is lost.
	 * @param node the last known state of the node, with its misses
	 */
	default void missed(Node node) {
	}

	/**
	 * Called when a node has missed too many heartbeats and is lost.
	 * @param node the last known state of the node, with its misses
	 */
	default void lost(Node node) {
	}

	/**
	 * Called when a heartbeat is rejected.
	 * @param malformed {@code true} if the heartbeat is not valid, {@code false} if there
	 * is no room for its node
	 * @param address the remote address of the sender, or {@code null} inside the process
	 * @param reason the reason, as a sentence that starts in lower case
	 */
	default void refused(boolean malformed, @Nullable String address, String reason) {
	}

	/**
	 * Called when the receiver of this node's own heartbeats becomes alive or is lost.
	 * @param endpoint the endpoint of the receiver
	 * @param alive {@code true} if the receiver is alive
	 */
	default void receiver(String endpoint, boolean alive) {
	}

}
