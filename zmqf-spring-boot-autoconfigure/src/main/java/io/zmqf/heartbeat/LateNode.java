package io.zmqf.heartbeat;

/**
 * A node whose heartbeat is late. Its methods report other knowledge of the node before
 * it misses a heartbeat. They may be called on any thread.
 *
 * @since 0.1.0
 */
public interface LateNode {

	/**
	 * Returns the node.
	 * @return the last known state of the node
	 */
	Node node();

	/** Reports that the node is alive. */
	void alive();

	/**
	 * Reports that the node has left, or that the heartbeats are not its own. It is
	 * forgotten without a miss.
	 */
	void left();

}
