package io.zmqf.transport.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.mechanism.Mechanism;

/**
 * The messages that a connection is still to take, and how far they are written, as
 * frames of ZMTP 3 (RFC 23). Belongs to whoever holds the {@linkplain IoThreadTurns
 * turns}.
 */
final class FrameWriter {

	private static final int MORE = 1;

	private static final int LARGE = 2;

	private static final int MAX_SHORT = 255;

	private static final int LARGEST_HEADER = 1 + Long.BYTES;

	/** How often the buffer is written for one connection in a row. */
	private static final int MAX_BATCHES = 16;

	private static final int NO_FRAME = -1;

	private static final byte[] NOTHING = {};

	/** How many frames of a message are not the peer's. */
	private final int addresses;

	/** What encrypts, {@code null} where nothing does. */
	private final @Nullable Mechanism cipher;

	private final Deque<byte[][]> messages = new ArrayDeque<>();

	/** Which frame of the first message is being written. */
	private int index;

	/** The frame as it is on the wire. */
	private byte[] frame = NOTHING;

	/** How much of the frame was written, {@link #NO_FRAME} before its beginning. */
	private int written = NO_FRAME;

	/** What the connection did not take. */
	private @Nullable ByteBuffer rest;

	FrameWriter(int addresses, @Nullable Mechanism cipher) {
		this.addresses = addresses;
		this.cipher = cipher;
		this.index = addresses;
	}

	void add(byte[][] message) {
		this.messages.add(message);
	}

	/** How many messages are not written yet, the one in between included. */
	int size() {
		return this.messages.size();
	}

	boolean isEmpty() {
		return this.rest == null && this.messages.isEmpty();
	}

	void clear() {
		this.rest = null;
		this.messages.clear();
	}

	/**
	 * Writes what there is. Whether that was all.
	 * @throws IOException if there is no connection any more
	 */
	boolean writeTo(SocketChannel channel, ByteBuffer buffer) throws IOException {
		ByteBuffer unwritten = this.rest;
		if (unwritten != null) {
			channel.write(unwritten);
			if (unwritten.hasRemaining()) {
				return false;
			}
			this.rest = null;
		}
		for (int batches = 0; !this.messages.isEmpty(); batches++) {
			if (batches == MAX_BATCHES) {
				return false; // others want to be written, too
			}
			fill(buffer.clear());
			channel.write(buffer.flip());
			if (buffer.hasRemaining()) {
				this.rest = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
				return false;
			}
		}
		return true;
	}

	private void fill(ByteBuffer buffer) {
		for (byte[][] message = this.messages.peek(); message != null; message = this.messages.peek()) {
			while (this.index < message.length) {
				if (!put(message, buffer)) {
					return;
				}
			}
			next();
		}
	}

	private void next() {
		this.messages.remove();
		this.index = this.addresses;
	}

	/** Whether the frame is complete. */
	private boolean put(byte[][] message, ByteBuffer buffer) {
		if (this.written == NO_FRAME && !begin(message, buffer)) {
			return false;
		}
		int length = Math.min(this.frame.length - this.written, buffer.remaining());
		buffer.put(this.frame, this.written, length);
		this.written += length;
		if (this.written < this.frame.length) {
			return false;
		}
		this.frame = NOTHING;
		this.written = NO_FRAME;
		this.index++;
		return true;
	}

	/** Whether there was room for the header. */
	private boolean begin(byte[][] message, ByteBuffer buffer) {
		if (buffer.remaining() < LARGEST_HEADER) {
			return false;
		}
		byte[] plain = message[this.index];
		boolean more = this.index < message.length - 1;
		// an encrypted frame has the flag inside
		this.frame = (this.cipher != null) ? this.cipher.encode(message(plain, more)).data() : plain;
		int flags = (more && this.cipher == null) ? MORE : 0;
		if (this.frame.length <= MAX_SHORT) {
			buffer.put((byte) flags).put((byte) this.frame.length);
		}
		else {
			buffer.put((byte) (flags | LARGE)).putLong(this.frame.length);
		}
		this.written = 0;
		return true;
	}

	/** The next frame for an engine that writes it itself. */
	@Nullable Msg pull() {
		byte[][] message = this.messages.peek();
		if (message == null) {
			return null;
		}
		boolean more = this.index < message.length - 1;
		Msg pulled = message(message[this.index++], more);
		if (!more) {
			next();
		}
		return pulled;
	}

	private static Msg message(byte[] data, boolean more) {
		Msg message = new Msg(data);
		message.setFlags(more ? Msg.MORE : 0);
		return message;
	}

}
