package io.zmqf.transport;

/**
 * The reasons why a message was dropped without an error reply.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/** The reply's request was already completed. */
	LATE_REPLY,
	/** The reply does not name the request that it answers. */
	UNCORRELATED_REPLY,
	/** The frames are not a message, and there is no envelope to reply to. */
	MALFORMED,
	/** The message was sent to an address of another purpose. */
	MISDIRECTED,
	/** The receiving peer is not connected. */
	UNROUTABLE,
	/** The receiving peer does not read, and its high-water mark is reached. */
	HIGH_WATER_MARK

}
