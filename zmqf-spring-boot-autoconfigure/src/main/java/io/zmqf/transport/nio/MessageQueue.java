package io.zmqf.transport.nio;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A queue of messages that counts their memory. Only adding allocates memory, and does so
 * first, so that a failure leaves the queue unchanged. Queued messages must not be
 * modified.
 */
final class MessageQueue {

	/** The memory overhead of a message, in bytes. */
	private static final int MESSAGE_BYTES = 64;

	private static final int FRAME_BYTES = 24;

	/** The maximum capacity that an empty queue retains. */
	private static final int KEPT = 256;

	private static final int LEAST = 4;

	private static final byte[][][] NONE = {};

	/** The ring buffer. Its length is a power of two. */
	private byte[] @Nullable [][] ring = NONE;

	private int first;

	private int size;

	private long bytes;

	/** Returns the memory that a message holds, in bytes. */
	static long bytes(byte[][] frames) {
		long bytes = MESSAGE_BYTES;
		for (byte[] frame : frames) {
			bytes += FRAME_BYTES + frame.length;
		}
		return bytes;
	}

	void add(byte[][] frames) {
		if (this.size == this.ring.length) {
			grow();
		}
		this.ring[index(this.size)] = frames;
		this.size++;
		this.bytes += bytes(frames);
	}

	private int index(int place) {
		return (this.first + place) & (this.ring.length - 1);
	}

	private void grow() {
		byte[] @Nullable [][] larger = new byte[Math.max(LEAST, 2 * this.size)] @Nullable [][];
		for (int i = 0; i < this.size; i++) {
			larger[i] = this.ring[index(i)];
		}
		this.ring = larger;
		this.first = 0;
	}

	byte @Nullable [][] poll() {
		if (this.size == 0) {
			return null;
		}
		byte[][] frames = Objects.requireNonNull(this.ring[this.first]);
		this.ring[this.first] = null;
		this.first = index(1);
		this.size--;
		this.bytes -= bytes(frames);
		if (this.size == 0 && this.ring.length > KEPT) {
			this.ring = NONE;
			this.first = 0;
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
