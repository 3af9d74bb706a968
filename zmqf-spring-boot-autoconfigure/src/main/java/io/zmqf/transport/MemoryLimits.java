package io.zmqf.transport;

/**
 * Limits of what the messages of all peers may hold: unfinished messages, messages that
 * wait for a handler, and messages that wait to be written.
 *
 * @param node the bytes of all connections together; above, the connection that holds
 * most is closed
 * @param peer the bytes of one connection in each direction; above, it is not read, or
 * takes no more messages
 * @since 0.1.0
 */
public record MemoryLimits(long node, long peer) {

	/** The bytes of a request that does not wait for memory behind large ones. */
	public static final int SMALL_REQUEST = 64 * 1024;

	private static final int SHARE_OF_HEAP = 4;

	private static final int SHARE_OF_NODE = 4;

	private static final long MAX_QUEUE = 64 * 1024 * 1024;

	private static final int QUEUE_SHARE_OF_HEAP = 8;

	public MemoryLimits {
		if (node < 1 || peer < 1 || peer > node) {
			throw new IllegalArgumentException("Memory limits of " + node + " bytes for the node and " + peer
					+ " for a peer: at least 1 each, and no more for a peer than for the node, are allowed");
		}
	}

	/**
	 * The default limits.
	 * @return a quarter of the heap for the node, and a quarter of that for a peer
	 */
	public static MemoryLimits ofHeap() {
		return ofNode(Math.max(SHARE_OF_NODE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
	}

	/**
	 * Limits with the default share of a peer.
	 * @param node the bytes of all connections together
	 * @return the limits, with a quarter of that for a peer
	 */
	public static MemoryLimits ofNode(long node) {
		return new MemoryLimits(node, Math.max(1, node / SHARE_OF_NODE));
	}

	/**
	 * What requests that wait in a queue may have together unless something else is set.
	 * @return 64 MB in bytes, or an eighth of the heap where that is less
	 */
	public static long ofQueue() {
		return Math.min(MAX_QUEUE, Runtime.getRuntime().maxMemory() / QUEUE_SHARE_OF_HEAP);
	}

}
