package io.zmqf.transport.session;

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

	private boolean trusted = true;

	private volatile long heardAt = System.nanoTime();

	/**
	 * Creates an allocator for a socket.
	 * @param max bytes of the largest frame
	 * @param maxFrames the frames that a message may have
	 * @param timed whether it notes when frames come
	 */
	public FrameAllocator(long max, int maxFrames, boolean timed) {
		this.max = max;
		this.maxFrames = maxFrames;
		this.timed = timed;
	}

	/** How messages over sockets of these options are bounded. */
	static MessageLimit messageLimit(Options options) {
		return (options.allocator instanceof FrameAllocator own) ? new MessageLimit(own.max, own.maxFrames)
				: new MessageLimit(Long.MAX_VALUE, Integer.MAX_VALUE);
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
		if (this.timed) {
			this.heardAt = System.nanoTime();
		}
		long allowed = this.trusted ? this.max : Math.min(this.max, MAX_COMMAND);
		// the decoder finds nonsense after a frame without content, and gives up
		return new Msg((size < 0 || size > allowed) ? 0 : size);
	}

}
