package io.zmqf.transport.nio;

import org.jspecify.annotations.Nullable;

/**
 * Messages in order, and what they hold. A message is allocated before it is linked, so
 * that a failure leaves the queue as it was.
 */
final class MessageQueue {

	/** What a message and a frame take besides their bytes. */
	private static final int MESSAGE_BYTES = 64;

	private static final int FRAME_BYTES = 24;

	private @Nullable Entry first;

	private @Nullable Entry last;

	private int size;

	private long bytes;

	private static final class Entry {

		private final byte[][] frames;

		private final long bytes;

		private @Nullable Entry next;

		Entry(byte[][] frames, long bytes) {
			this.frames = frames;
			this.bytes = bytes;
		}

	}

	/** The memory that a message takes. */
	static long bytes(byte[][] frames) {
		long bytes = MESSAGE_BYTES;
		for (byte[] frame : frames) {
			bytes += FRAME_BYTES + frame.length;
		}
		return bytes;
	}

	void add(byte[][] frames) {
		Entry entry = new Entry(frames, bytes(frames));
		if (this.last == null) {
			this.first = entry;
		}
		else {
			this.last.next = entry;
		}
		this.last = entry;
		this.size++;
		this.bytes += entry.bytes;
	}

	byte @Nullable [][] poll() {
		Entry entry = this.first;
		if (entry == null) {
			return null;
		}
		this.first = entry.next;
		if (this.first == null) {
			this.last = null;
		}
		this.size--;
		this.bytes -= entry.bytes;
		return entry.frames;
	}

	void clear() {
		this.first = null;
		this.last = null;
		this.size = 0;
		this.bytes = 0;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	int size() {
		return this.size;
	}

	long bytes() {
		return this.bytes;
	}

}
