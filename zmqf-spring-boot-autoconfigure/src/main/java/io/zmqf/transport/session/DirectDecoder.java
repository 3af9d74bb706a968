package io.zmqf.transport.session;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.ZError;
import zmq.io.coder.IDecoder;
import zmq.util.Errno;
import zmq.util.ValueReference;

/**
 * Reads frames of ZMTP 2 and later (RFC 15, 23) into a {@link DirectPipe}, from a buffer
 * that all connections of an I/O thread share. Commands, and messages that are encrypted,
 * are left to the engine. Lives on its I/O thread.
 */
final class DirectDecoder implements IDecoder {

	private static final int MORE = 1;

	private static final int LARGE = 2;

	private static final int COMMAND = 4;

	private static final byte[] EMPTY = {};

	private final DirectPipe pipe;

	private final ByteBuffer buffer;

	private final FrameAllocator frames;

	private final Errno errno;

	private int flags;

	/** How many bytes of the size are still to come. */
	private int sizeBytes;

	private long size;

	/** {@code null} before the size is known. */
	private byte @Nullable [] frame;

	private int filled;

	private @Nullable Msg message;

	/** Whether a PING may have started a clock of the engine's that any frame stops. */
	private boolean awaited;

	DirectDecoder(DirectPipe pipe, ByteBuffer buffer, FrameAllocator frames, Errno errno, boolean afterCommand) {
		this.pipe = pipe;
		this.buffer = buffer;
		this.frames = frames;
		this.errno = errno;
		this.awaited = afterCommand;
	}

	@Override
	public ByteBuffer getBuffer() {
		return this.buffer.clear();
	}

	@Override
	public Step.Result decode(ByteBuffer data, int bytes, ValueReference<Integer> processed) {
		int begin = data.position();
		Step.Result result = decode(data);
		processed.set(data.position() - begin);
		return result;
	}

	private Step.Result decode(ByteBuffer data) {
		this.frames.heard();
		while (this.frame != null || header(data)) {
			byte[] current = frame();
			if (current == null) {
				this.errno.set(ZError.EMSGSIZE);
				return Step.Result.ERROR;
			}
			int length = Math.min(current.length - this.filled, data.remaining());
			data.get(current, this.filled, length);
			this.filled += length;
			if (this.filled < current.length) {
				return Step.Result.MORE_DATA;
			}
			this.frame = null;
			if (isForEngine()) {
				this.message = forEngine(current);
				return Step.Result.DECODED;
			}
			if (!this.pipe.take(current, (this.flags & MORE) != 0)) {
				this.errno.set(ZError.EPROTO);
				return Step.Result.ERROR;
			}
		}
		return Step.Result.MORE_DATA;
	}

	/** Whether flags and size are there. */
	private boolean header(ByteBuffer data) {
		if (this.sizeBytes == 0) {
			if (!data.hasRemaining()) {
				return false;
			}
			this.flags = data.get();
			this.size = 0;
			this.sizeBytes = ((this.flags & LARGE) != 0) ? Long.BYTES : 1;
		}
		for (; this.sizeBytes > 0; this.sizeBytes--) {
			if (!data.hasRemaining()) {
				return false;
			}
			this.size = (this.size << Byte.SIZE) | (data.get() & 0xff);
		}
		return true;
	}

	/** The frame to be filled, {@code null} where it would be too large. */
	private byte @Nullable [] frame() {
		if (this.frame == null && this.frames.allows(this.size)) {
			this.frame = (this.size > 0) ? new byte[(int) this.size] : EMPTY;
			this.filled = 0;
		}
		return this.frame;
	}

	private boolean isForEngine() {
		return this.awaited || (this.flags & COMMAND) != 0 || this.pipe.isEncrypted();
	}

	private Msg forEngine(byte[] data) {
		Msg made = new Msg(data);
		made.setFlags((((this.flags & MORE) != 0) ? Msg.MORE : 0) | (((this.flags & COMMAND) != 0) ? Msg.COMMAND : 0));
		this.awaited = made.isCommand();
		return made;
	}

	@Override
	public @Nullable Msg msg() {
		return this.message;
	}

	@Override
	public void destroy() {
		// holds nothing
	}

}
