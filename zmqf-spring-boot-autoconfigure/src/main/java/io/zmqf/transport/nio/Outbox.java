package io.zmqf.transport.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

import io.zmqf.zmtp.Command;
import io.zmqf.zmtp.FrameEncoder;
import org.jspecify.annotations.Nullable;

/** The queue of messages that a connection has to write. Belongs to the event loop. */
final class Outbox {

	/** The maximum number of buffers to write in a row for one connection. */
	private static final int MAX_BATCHES = 16;

	private final FrameEncoder encoder;

	private final MessageQueue messages = new MessageQueue();

	/** The command to write before the next message. A newer one replaces it. */
	private @Nullable Command command;

	/**
	 * The memory of the message that is being encoded, in bytes.
	 */
	private long startedBytes;

	/** The encoded bytes that the channel did not take. */
	private @Nullable ByteBuffer rest;

	Outbox(FrameEncoder encoder) {
		this.encoder = encoder;
	}

	void add(byte[][] message) {
		this.messages.add(message);
	}

	/** Adds a command. It replaces a command that is not written yet. */
	void add(Command next) {
		this.command = next;
	}

	boolean isEmpty() {
		return this.rest == null && this.messages.isEmpty() && this.command == null && this.encoder.isIdle();
	}

	/** Discards everything. Nothing may be written afterwards. */
	void clear() {
		this.messages.clear();
		this.startedBytes = 0;
		this.rest = null;
		this.command = null;
	}

	boolean hasRoom(int count, long bytes) {
		return this.messages.size() < count && held() < bytes;
	}

	long held() {
		return this.messages.bytes() + this.startedBytes + ((this.rest != null) ? this.rest.capacity() : 0);
	}

	/**
	 * Writes pending bytes.
	 * @return {@code false} if the channel takes no more for now, or if it is the turn of
	 * other connections
	 */
	boolean writeTo(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
		for (int batches = 0; batches < MAX_BATCHES; batches++) {
			fill(buffer.clear());
			if (!buffer.flip().hasRemaining()) {
				return true;
			}
			channel.write(buffer);
			if (buffer.hasRemaining()) {
				this.rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
				return false;
			}
		}
		return isEmpty();
	}

	private void fill(ByteBuffer buffer) {
		if (this.rest != null) {
			buffer.put(this.rest);
			this.rest = null;
		}
		while (begins() && this.encoder.write(buffer)) {
			this.startedBytes = 0;
		}
	}

	/** Whether there is something to encode. */
	private boolean begins() {
		if (!this.encoder.isIdle()) {
			return true;
		}
		if (this.command != null) {
			this.encoder.start(this.command);
			this.command = null;
			return true;
		}
		byte[][] next = this.messages.poll();
		if (next == null) {
			return false;
		}
		this.startedBytes = MessageQueue.bytes(next);
		this.encoder.start(next);
		return true;
	}

}
