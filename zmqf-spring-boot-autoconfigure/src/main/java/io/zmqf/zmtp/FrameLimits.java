package io.zmqf.zmtp;

/**
 * The limits of what a peer may send. A peer over a limit loses its connection.
 *
 * @param maxFrameBytes the maximum size of a frame
 * @param maxFrames the maximum number of frames of a message
 * @param maxMessageBytes the maximum size of all frames of a message
 * @since 0.1.0
 */
public record FrameLimits(long maxFrameBytes, int maxFrames, long maxMessageBytes) {

	/** More does not fit in an array. */
	private static final int MAX_ARRAY = Integer.MAX_VALUE - 64;

	public FrameLimits {
		if (maxFrameBytes < 0 || maxFrames < 1 || maxMessageBytes < 0) {
			throw new IllegalArgumentException("Limits are positive");
		}
		maxFrameBytes = Math.min(maxFrameBytes, MAX_ARRAY);
	}

}
