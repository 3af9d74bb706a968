package io.zmqf.zmtp;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Encodes messages and commands as frames of ZMTP 2.0 and later. A write may stop
 * anywhere in a frame and continue later. Not thread-safe.
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

	/**
	 * The flag of the last frame: {@link FrameCipher#COMMAND} for a command, 0 for a
	 * message.
	 */
	private int kind;

	/**
	 * The current frame, encrypted if there is a cipher; {@code null} until its header is
	 * written.
	 */
	private byte @Nullable [] frame;

	private int written;

	FrameEncoder(@Nullable FrameCipher cipher, int skipped) {
		this.cipher = cipher;
		this.skipped = skipped;
	}

	/**
	 * Starts a message. The previous message or command must be complete.
	 * @param message the frames, which must not change until they are written
	 */
	public void start(byte[][] message) {
		begin(message, this.skipped, 0);
	}

	/**
	 * Starts a command. The previous message or command must be complete.
	 * @param command the command
	 */
	public void start(Command command) {
		begin(new byte[][] { command.body() }, 0, FrameCipher.COMMAND);
	}

	private void begin(byte[][] units, int from, int flag) {
		if (!isIdle()) {
			throw new IllegalStateException("The previous message is incomplete");
		}
		this.frames = units;
		this.index = from;
		this.kind = flag;
	}

	/**
	 * Whether the last message or command is completely written.
	 * @return {@code true} if the next message or command can be started
	 */
	public boolean isIdle() {
		return this.frames == NONE;
	}

	/**
	 * Writes the started message or command until it is complete or the buffer is full.
	 * @param output a buffer with a capacity of at least 9 bytes
	 * @return {@code true} if the message or command is complete, {@code false} if the
	 * buffer must be drained before the next call
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
			// the cipher encrypts the flags, as libzmq does
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
