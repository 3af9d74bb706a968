package io.zmqf.transport.session;

import io.zmqf.transport.security.Peer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IEngine;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.net.Address;

/**
 * JeroMQ's session, except that messages go through a {@link DirectPipe} where its socket
 * has them. Lives on its I/O thread.
 */
abstract class DirectSession extends SessionBase implements EngineOwner {

	private final IOThread ioThread;

	private final MessageLimit limit;

	private final @Nullable DirectPipes pipes;

	private @Nullable DirectPipe pipe;

	private @Nullable GuardedEngine engine;

	/** What JeroMQ's pipe had no room for. */
	private @Nullable Msg stalled;

	/** Whether it only waits for its peer to take what it was sent. */
	private boolean lingering;

	DirectSession(IOThread ioThread, boolean connects, SocketBase socket, Options options, @Nullable Address address) {
		super(ioThread, connects, socket, options, address);
		this.ioThread = ioThread;
		this.limit = FrameAllocator.messageLimit(options);
		this.pipes = DirectPipes.of(options);
	}

	/** Begins with a connection, without one of JeroMQ's pipes. */
	final void plug(IEngine attached) {
		SocketMembers.setEngine(this, attached);
		attached.plug(this.ioThread, this);
	}

	final void hold(IEngine attached) {
		this.engine = (GuardedEngine) attached;
	}

	final @Nullable GuardedEngine engine() {
		return this.engine;
	}

	@Override
	public final boolean holds(GuardedEngine other) {
		return this.engine == other;
	}

	/** The limit that the peer was over, where it did nothing else wrong. */
	final ExceededLimit exceeded() {
		return this.limit.exceeded();
	}

	/** Whether messages go without JeroMQ's pipes. */
	final boolean isDirect() {
		return this.pipes != null;
	}

	/** The handshake is done. */
	final void openPipe(byte[] identity, @Nullable Peer peer, @Nullable String address) {
		if (this.engine != null) {
			this.engine.established(this, this.options);
			if (this.pipes != null) {
				this.pipe = this.pipes.join(this.engine, identity, peer, address, this.limit);
				this.engine.use(this.pipe);
			}
		}
	}

	/** What the engine sends next, of what it has to write itself. */
	final @Nullable Msg pull() {
		if (this.pipes == null) {
			return super.pullMsg();
		}
		return (this.pipe != null && !this.pipe.isModern()) ? this.pipe.pull() : null;
	}

	/**
	 * Passes a message on. Where JeroMQ's pipe is full, the engine offers the message
	 * again later, but as it came: still encrypted. So the readable one is kept here.
	 */
	final boolean push(Msg message) {
		if (this.pipe != null ? !this.pipe.push(message)
				: this.stalled == null && !this.limit.admits(message.size(), message.hasMore())) {
			this.errno.set(ZError.EPROTO);
			return false;
		}
		if (this.pipe != null) {
			return true;
		}
		Msg next = (this.stalled != null) ? this.stalled : message;
		boolean taken = super.pushMsg(next);
		this.stalled = taken ? null : next;
		return taken;
	}

	/** The connection is lost. */
	final void lose() {
		if (this.engine != null) {
			this.engine.lost();
		}
		this.engine = null;
		this.pipe = null;
		this.stalled = null;
		this.limit.reset();
	}

	final boolean isLingering() {
		return this.lingering;
	}

	/** Waits for the peer as JeroMQ's session does where it has a pipe. */
	@Override
	protected void processTerm(int linger) {
		this.lingering = linger != 0 && this.engine != null && this.engine.linger(linger);
		if (!this.lingering) {
			super.processTerm(linger);
		}
	}

	@Override
	public final void lingered() {
		if (this.lingering) {
			this.lingering = false;
			super.processTerm(0);
		}
	}

}
