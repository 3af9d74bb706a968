package io.zmqf.transport;

/**
 * Why a message was not passed on, and could not be answered either.
 *
 * @since 0.1.0
 */
public enum DropReason {

	/** A reply to a request that has had its outcome. */
	LATE_REPLY,
	/** A reply that does not say which request it answers. */
	UNCORRELATED_REPLY,
	/** Frames that are no message, without an envelope to answer to. */
	MALFORMED,
	/** A message that belongs to an address of another purpose. */
	MISDIRECTED,
	/** The peer that it was for is gone. */
	UNROUTABLE,
	/** The peer that it was for takes nothing, and too much waits for it. */
	HIGH_WATER_MARK

}
