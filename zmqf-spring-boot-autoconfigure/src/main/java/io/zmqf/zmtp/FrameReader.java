package io.zmqf.zmtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads frames of ZMTP 2.0 and later. Storage grows with the received bytes, not with the
 * announced size, which a peer could exaggerate.
 */
final class FrameReader {

	static final int LARGE = 2;

	static final byte[] EMPTY = {};

	private static final int MIN_STORAGE = 256;

	private int flags;

	private long size;

	/** The number of size bytes that have not arrived. */
	private int missing;

	private boolean inBody;

	private byte[] body = EMPTY;

	private int filled;

	/**
	 * Reads the flags and the size of the next frame from the available input. Returns
	 * {@code true} if both are complete.
	 */
	boolean readHeader(ByteBuffer input) {
		this.inBody = this.inBody || isHeaderRead(input);
		return this.inBody;
	}

	private boolean isHeaderRead(ByteBuffer input) {
		if (this.missing == 0) {
			if (!input.hasRemaining()) {
				return false;
			}
			this.flags = input.get();
			if ((this.flags & LARGE) == 0 && input.hasRemaining()) {
				this.size = input.get() & 0xff;
				return true;
			}
			this.size = 0;
			this.missing = ((this.flags & LARGE) != 0) ? Long.BYTES : 1;
		}
		for (; this.missing > 0; this.missing--) {
			if (!input.hasRemaining()) {
				return false;
			}
			this.size = (this.size << Byte.SIZE) | (input.get() & 0xff);
		}
		return true;
	}

	int flags() {
		return this.flags;
	}

	/** The announced size, unchecked. */
	long size() {
		return this.size;
	}

	/**
	 * Reads the body from the available input. Returns {@code true} if it is complete.
	 */
	boolean readBody(ByteBuffer input) {
		int expected = (int) this.size;
		if (this.filled == 0 && expected <= input.remaining()) {
			this.body = (expected > 0) ? new byte[expected] : EMPTY;
			input.get(this.body);
			return true;
		}
		int length = Math.min(expected - this.filled, input.remaining());
		int needed = this.filled + length;
		if (needed > this.body.length) {
			int capacity = (int) Math.min(expected, Math.max(MIN_STORAGE, 2L * needed));
			this.body = (this.filled == 0) ? new byte[capacity] : Arrays.copyOf(this.body, capacity);
		}
		input.get(this.body, this.filled, length);
		this.filled = needed;
		return needed == expected;
	}

	/** Returns the complete body and prepares for the next frame. */
	byte[] takeBody() {
		byte[] taken = this.body;
		this.inBody = false;
		this.body = EMPTY;
		this.filled = 0;
		return taken;
	}

	/** The storage of an incomplete body in bytes. */
	int heldBytes() {
		return this.body.length;
	}

}
