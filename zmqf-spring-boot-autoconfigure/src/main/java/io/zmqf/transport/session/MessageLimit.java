package io.zmqf.transport.session;

/**
 * Bounds a message as a whole. JeroMQ hands on whole messages, and its high-water mark
 * counts these: one that does not end would take memory without limit. For one
 * connection; lives on its I/O thread.
 */
final class MessageLimit {

	/** What addresses, an event and headers may have besides the data. */
	static final int MAX_BESIDES_DATA = 64 * 1024;

	private final long maxBytes;

	private final int maxFrames;

	private int frames;

	private long bytes;

	/**
	 * Creates a limit.
	 * @param maxFrame bytes of the largest frame
	 * @param maxFrames the frames that a message may have
	 */
	MessageLimit(long maxFrame, int maxFrames) {
		this.maxFrames = maxFrames;
		this.maxBytes = (maxFrame < Long.MAX_VALUE - MAX_BESIDES_DATA) ? maxFrame + MAX_BESIDES_DATA : maxFrame;
	}

	/** Whether the next frame is still within the limit. */
	boolean admits(int size, boolean more) {
		this.frames++;
		this.bytes += size;
		boolean admitted = this.frames <= this.maxFrames && this.bytes <= this.maxBytes;
		if (admitted && !more) {
			reset();
		}
		return admitted;
	}

	/**
	 * What a connection was over that ended for no other fault of its peer's: of a frame
	 * that is too large, only the decoder gets to know.
	 */
	ExceededLimit exceeded() {
		return (this.frames > this.maxFrames) ? ExceededLimit.FRAMES : ExceededLimit.MESSAGE_SIZE;
	}

	/** A message has ended, or will never be. */
	void reset() {
		this.frames = 0;
		this.bytes = 0;
	}

}
