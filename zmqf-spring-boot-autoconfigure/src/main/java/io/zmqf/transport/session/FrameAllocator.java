package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.msg.MsgAllocator;

/**
 * Allocates no more than is allowed for what a peer announces; of JeroMQ's decoders some
 * don't check at all. Who has not proved yet who it is gets little. For one socket; lives
 * on its I/O thread.
 */
public final class FrameAllocator implements MsgAllocator {

	/** More than any command of a handshake has. */
	private static final int MAX_COMMAND = 2048;

	private final long max;

	private final int maxFrames;

	/** Whether somebody asks when the last frame came; the clock has its price. */
	private final boolean timed;

	private final @Nullable DirectPipes pipes;

	private boolean trusted = true;

	private volatile long heardAt = System.nanoTime();

	/**
	 * Creates an allocator for a socket.
	 * @param max bytes of the largest frame
	 * @param maxFrames the frames that a message may have
	 * @param timed whether it notes when frames come
	 * @param pipes where the socket's messages go, {@code null} for JeroMQ's own pipes
	 */
	public FrameAllocator(long max, int maxFrames, boolean timed, @Nullable DirectPipes pipes) {
		this.max = max;
		this.maxFrames = maxFrames;
		this.timed = timed;
		this.pipes = pipes;
	}

	/** How messages over sockets of these options are bounded. */
	static MessageLimit messageLimit(Options options) {
		return (options.allocator instanceof FrameAllocator own) ? new MessageLimit(own.max, own.maxFrames)
				: new MessageLimit(Long.MAX_VALUE, Integer.MAX_VALUE);
	}

	@Nullable DirectPipes pipes() {
		return this.pipes;
	}

	/** Whether a frame may be so large, which is unsigned on the wire. */
	boolean allows(long size) {
		return size >= 0 && size <= Math.min(this.max, Integer.MAX_VALUE);
	}

	/** Something came. */
	void heard() {
		if (this.timed) {
			this.heardAt = System.nanoTime();
		}
	}

	/** Whose frames are being read from now on. */
	void reading(boolean fromTrusted) {
		this.trusted = fromTrusted;
	}

	/**
	 * When the last frame came, be it one of ZMTP itself, where that is noted; from any
	 * thread.
	 * @return the time, as {@link System#nanoTime()} counts
	 */
	public long heardAt() {
		return this.heardAt;
	}

	@Override
	public Msg allocate(int size) {
		heard();
		long allowed = this.trusted ? this.max : Math.min(this.max, MAX_COMMAND);
		// the decoder finds nonsense after a frame without content, and gives up
		return new Msg((size < 0 || size > allowed) ? 0 : size);
	}

}
