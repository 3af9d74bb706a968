package io.zmqf.transport;

/**
 * The limits of the memory for messages of all peers: incomplete messages, messages that
 * wait for a handler, and messages that wait to be written.
 *
 * @param node the maximum for all connections in bytes; when it is exceeded, the
 * connection that holds most is closed
 * @param peer the maximum for each direction of a connection in bytes; when it is
 * exceeded, reading pauses or further messages are rejected
 * @since 0.1.0
 */
public record MemoryLimits(long node, long peer) {

	/**
	 * The maximum size in bytes of a request that need not wait for memory behind larger
	 * ones.
	 */
	public static final int SMALL_REQUEST = 64 * 1024;

	private static final int SHARE_OF_HEAP = 4;

	private static final int SHARE_OF_NODE = 4;

	private static final long MAX_QUEUE = 64 * 1024 * 1024;

	private static final int QUEUE_SHARE_OF_HEAP = 8;

	public MemoryLimits {
		if (node < 1 || peer < 1 || peer > node) {
			throw new IllegalArgumentException("Memory limits of " + node + " bytes for the node and " + peer
					+ " for a peer: at least 1 each is required, and the limit for a peer must not "
					+ "exceed the limit for the node");
		}
	}

	/**
	 * Creates the default limits.
	 * @return the limits: a quarter of the heap for the node, and a quarter of that for a
	 * peer
	 */
	public static MemoryLimits ofHeap() {
		return ofNode(Math.max(SHARE_OF_NODE, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
	}

	/**
	 * Creates limits with the default share for a peer.
	 * @param node the maximum for all connections in bytes
	 * @return the limits, with a quarter of the node's for a peer
	 */
	public static MemoryLimits ofNode(long node) {
		return new MemoryLimits(node, Math.max(1, node / SHARE_OF_NODE));
	}

	/**
	 * The default maximum for all requests in a queue.
	 * @return the maximum in bytes: 64 MB or an eighth of the heap, whichever is less
	 */
	public static long ofQueue() {
		return Math.min(MAX_QUEUE, Runtime.getRuntime().maxMemory() / QUEUE_SHARE_OF_HEAP);
	}

}
