package io.zmqf.zmtp;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Writes messages and commands as frames of ZMTP 2.0 and later. It can pause anywhere in
 * a frame. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class FrameEncoder {

	private static final int MAX_SMALL = 255;

	private static final int MAX_HEADER = 1 + Long.BYTES;

	private static final byte[][] NONE = {};

	private final @Nullable FrameCipher cipher;

	private final int skipped;

	private byte[][] frames = NONE;

	private int index;

	/** The flag of the frames that are written: that of a command, or none. */
	private int kind;

	/** The frame on the wire, {@code null} before its header is written. */
	private byte @Nullable [] frame;

	private int written;

	FrameEncoder(@Nullable FrameCipher cipher, int skipped) {
		this.cipher = cipher;
		this.skipped = skipped;
	}

	/**
	 * Starts a message. The one before must be complete.
	 * @param message the frames, which must not change until they are written
	 */
	public void start(byte[][] message) {
		begin(message, this.skipped, 0);
	}

	/**
	 * Starts a command. The message or command before must be complete.
	 * @param command the command
	 */
	public void start(Command command) {
		begin(new byte[][] { command.body() }, 0, FrameCipher.COMMAND);
	}

	private void begin(byte[][] units, int from, int flag) {
		if (!isIdle()) {
			throw new IllegalStateException("The message before is incomplete");
		}
		this.frames = units;
		this.index = from;
		this.kind = flag;
	}

	/**
	 * Whether nothing is started, or all of it is written.
	 * @return {@code true} if the next message or command can be started
	 */
	public boolean isIdle() {
		return this.frames == NONE;
	}

	/**
	 * Writes what was started, as far as there is room.
	 * @param output a buffer with a capacity of 9 bytes at least
	 * @return {@code true} if it is complete, {@code false} if the buffer must be emptied
	 * before the next call
	 */
	public boolean write(ByteBuffer output) {
		byte[][] units = this.frames;
		int last = units.length - 1;
		for (int next = this.index; next <= last; next++) {
			int flags = (next < last) ? FrameCipher.MORE : this.kind;
			if (!writeFrame(units[next], flags, output)) {
				this.index = next;
				return false;
			}
		}
		this.frames = NONE;
		return true;
	}

	private boolean writeFrame(byte[] payload, int flags, ByteBuffer output) {
		byte[] current = this.frame;
		if (current == null) {
			if (output.remaining() < MAX_HEADER) {
				return false;
			}
			current = (this.cipher != null) ? this.cipher.encrypt(payload, flags) : payload;
			// libzmq encrypts the flags
			writeHeader(current.length, (this.cipher != null) ? 0 : flags, output);
		}
		int length = Math.min(current.length - this.written, output.remaining());
		output.put(current, this.written, length);
		boolean complete = this.written + length == current.length;
		this.written = complete ? 0 : this.written + length;
		this.frame = complete ? null : current;
		return complete;
	}

	private static void writeHeader(int size, int flags, ByteBuffer output) {
		if (size <= MAX_SMALL) {
			output.put((byte) flags).put((byte) size);
		}
		else {
			output.put((byte) (flags | FrameReader.LARGE)).putLong(size);
		}
	}

}
