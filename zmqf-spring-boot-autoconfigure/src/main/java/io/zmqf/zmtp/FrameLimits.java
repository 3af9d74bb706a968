package io.zmqf.zmtp;

/**
 * The limits of the messages that a peer may send. A connection that exceeds one is
 * closed.
 *
 * @param maxFrameBytes the maximum size of a frame in bytes
 * @param maxFrames the maximum number of frames in a message
 * @param maxMessageBytes the maximum total size of a message's frames in bytes
 * @since 0.1.0
 */
public record FrameLimits(long maxFrameBytes, int maxFrames, long maxMessageBytes) {

	/** The largest array that every JVM can allocate. */
	private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;

	public FrameLimits {
		if (maxFrameBytes < 0 || maxFrames < 1 || maxMessageBytes < 0) {
			throw new IllegalArgumentException("Limits must be positive");
		}
		maxFrameBytes = Math.min(maxFrameBytes, MAX_ARRAY);
	}

}
