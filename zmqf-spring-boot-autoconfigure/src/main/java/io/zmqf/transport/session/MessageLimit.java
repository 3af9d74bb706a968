package io.zmqf.transport.session;

import zmq.Msg;

/**
 * Bounds a message as a whole. JeroMQ hands on whole messages, and its high-water mark
 * counts these: one that does not end would take memory without limit. For one
 * connection; lives on its I/O thread.
 */
final class MessageLimit {

	/** More than any chain of proxies adds to the four frames of a request. */
	static final int MAX_FRAMES = 64;

	/** What addresses, an event and headers may have besides the data. */
	static final int MAX_BESIDES_DATA = 64 * 1024;

	private final long maxBytes;

	private int frames;

	private long bytes;

	/**
	 * Creates a limit.
	 * @param maxFrame bytes of the largest frame
	 */
	MessageLimit(long maxFrame) {
		this.maxBytes = (maxFrame < Long.MAX_VALUE - MAX_BESIDES_DATA) ? maxFrame + MAX_BESIDES_DATA : maxFrame;
	}

	/** Whether the next frame is still within the limit. */
	boolean admits(Msg frame) {
		this.frames++;
		this.bytes += frame.size();
		boolean admitted = this.frames <= MAX_FRAMES && this.bytes <= this.maxBytes;
		if (!frame.hasMore()) {
			reset();
		}
		return admitted;
	}

	/** A message has ended, or will never be. */
	void reset() {
		this.frames = 0;
		this.bytes = 0;
	}

}
