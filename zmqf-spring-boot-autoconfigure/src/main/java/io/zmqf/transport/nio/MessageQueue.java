package io.zmqf.transport.nio;

import org.jspecify.annotations.Nullable;

/**
 * Messages in order, and what they hold. A message's place is allocated before it is
 * linked, so that a failure leaves the queue as it was. Nobody changes a message that is
 * in it.
 */
final class MessageQueue {

	/** What a message and a frame take besides their bytes. */
	private static final int MESSAGE_BYTES = 64;

	private static final int FRAME_BYTES = 24;

	private final TurnQueue<byte[][]> messages = new TurnQueue<>();

	private int size;

	private long bytes;

	/** The memory that a message takes. */
	static long bytes(byte[][] frames) {
		long bytes = MESSAGE_BYTES;
		for (byte[] frame : frames) {
			bytes += FRAME_BYTES + frame.length;
		}
		return bytes;
	}

	void add(byte[][] frames) {
		this.messages.add(new TurnQueue.Place<>(frames));
		this.size++;
		this.bytes += bytes(frames);
	}

	byte @Nullable [][] poll() {
		byte[][] frames = this.messages.poll();
		if (frames != null) {
			this.size--;
			this.bytes -= bytes(frames);
		}
		return frames;
	}

	void clear() {
		while (poll() != null) {
			// the next one
		}
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	long bytes() {
		return this.bytes;
	}

}
