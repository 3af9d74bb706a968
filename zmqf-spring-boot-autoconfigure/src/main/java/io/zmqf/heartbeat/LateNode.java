package io.zmqf.heartbeat;

/**
 * A node whose heartbeats are late. Who knows more of it can say so, from any thread,
 * before the node has missed any.
 *
 * @since 0.1.0
 */
public interface LateNode {

	/**
	 * The node.
	 * @return the node as it was last known
	 */
	Node node();

	/** The node gave another sign, and is not silent. */
	void alive();

	/** The node left, or its heartbeats are not its own, so that it can't miss any. */
	void left();

}
