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

	private boolean trusted = true;

	private volatile long heardAt = System.nanoTime();

	/**
	 * Creates an allocator for a socket.
	 * @param max bytes of the largest frame
	 * @param maxFrames the frames that a message may have
	 */
	public FrameAllocator(long max, int maxFrames) {
		this.max = max;
		this.maxFrames = maxFrames;
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
	 * When the last frame came, be it one of ZMTP itself; from any thread.
	 * @return the time, as {@link System#nanoTime()} counts
	 */
	public long heardAt() {
		return this.heardAt;
	}

	@Override
	public Msg allocate(int size) {
		this.heardAt = System.nanoTime();
		long allowed = this.trusted ? this.max : Math.min(this.max, MAX_COMMAND);
		// the decoder finds nonsense after a frame without content, and gives up
		return new Msg((size < 0 || size > allowed) ? 0 : size);
	}

}
