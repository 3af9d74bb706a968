package io.zmqf.transport.session;

import java.nio.channels.SocketChannel;
import java.util.Objects;

import io.zmqf.transport.curve.CurveMessages;
import org.jspecify.annotations.Nullable;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZMQ;
import zmq.io.IOObject;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.StreamEngine;

/**
 * JeroMQ's engine, except that what a peer sends can break its own connection alone.
 * <p>
 * Several things that a peer can send make JeroMQ's engine throw: an oversized
 * {@code INITIATE}, a user name of 128 bytes, a short {@code PING}. The exception leaves
 * a connection behind that is neither dead nor alive, an I/O thread that is told of it
 * again and again, or commands that others wait for. Here it ends the connection. Lives
 * on its session's I/O thread.
 */
public final class GuardedEngine extends StreamEngine {

	private final SocketChannel channel;

	private final @Nullable FrameAllocator frames;

	private final Runnable reading = super::inEvent;

	private final Runnable writing = super::outEvent;

	private final Runnable restartingInput = super::restartInput;

	private final Runnable restartingOutput = super::restartOutput;

	private final Runnable deciding = super::zapMsgAvailable;

	private @Nullable EngineOwner owner;

	private @Nullable SocketBase socket;

	private @Nullable IOObject poll;

	private @Nullable IoThreadTurns turns;

	private boolean plugging;

	private boolean working;

	/**
	 * Creates an engine for a connection.
	 * @param channel the connection
	 * @param options the socket's options
	 * @param endpoint the endpoint's name in events
	 */
	public GuardedEngine(SocketChannel channel, Options options, String endpoint) {
		this(channel, channel, options, endpoint);
	}

	/**
	 * Creates an engine for a connection whose channel has other addresses than JeroMQ
	 * can take.
	 * @param addressed what has addresses, and is replaced by the connection
	 * @param channel the connection
	 * @param options the socket's options
	 * @param endpoint the endpoint's name in events
	 */
	public GuardedEngine(SocketChannel addressed, SocketChannel channel, Options options, String endpoint) {
		super(addressed, options, endpoint);
		this.channel = channel;
		this.frames = (options.allocator instanceof FrameAllocator allocator) ? allocator : null;
	}

	@Override
	public void plug(IOThread ioThread, SessionBase session) {
		this.owner = (EngineOwner) session;
		this.socket = session.getSocket();
		this.poll = new IOObject(ioThread, this);
		this.turns = IoThreadTurns.of(ioThread);
		this.plugging = true;
		super.plug(ioThread, session);
		this.plugging = false;
	}

	/** Reads, and gives those their turn who were waiting for what was read. */
	@Override
	public void inEvent() {
		IoThreadTurns following = this.turns;
		if (following == null || !following.begin()) {
			read();
			return;
		}
		try {
			read();
		}
		finally {
			following.end();
		}
	}

	private void read() {
		EngineOwner reader = this.owner;
		if (this.plugging || reader == null) {
			return; // the poller tells when there is something
		}
		if (!reader.mayRead()) {
			pauseReading();
			return;
		}
		if (this.frames != null) {
			this.frames.reading(reader.isTrusted());
		}
		guarded(this.reading);
	}

	/** The handshake is done. */
	void established(SessionBase session, Options options) {
		SocketMembers.setMechanism(this, CurveMessages.after(SocketMembers.mechanism(this), session, options));
	}

	/** Reads what could not be read before. */
	void resumeReading() {
		if (this.poll != null) {
			this.poll.setPollIn(SocketMembers.handle(this));
			read();
		}
	}

	private void pauseReading() {
		if (this.poll != null) {
			this.poll.resetPollIn(SocketMembers.handle(this));
		}
	}

	@Override
	public void outEvent() {
		guarded(this.writing);
	}

	@Override
	public void restartInput() {
		guarded(this.restartingInput);
	}

	@Override
	public void restartOutput() {
		guarded(this.restartingOutput);
	}

	@Override
	public void zapMsgAvailable() {
		guarded(this.deciding);
	}

	@Override
	public void timerEvent(int id) {
		guarded(() -> super.timerEvent(id));
	}

	private void guarded(Runnable work) {
		EngineOwner session = Objects.requireNonNull(this.owner, "The engine is not plugged in");
		boolean counts = !this.working && !session.isEstablished();
		long start = counts ? System.nanoTime() : 0;
		this.working |= counts;
		try {
			work.run();
		}
		catch (RuntimeException | AssertionError ex) { // JeroMQ asserts what it expects
														// of a peer
			if (session.holds(this) && this.socket != null) {
				this.socket.eventHandshakeFailedProtocol(session.getEndpoint(),
						ZMQ.ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED);
			}
			breakOff(ErrorReason.PROTOCOL);
		}
		finally {
			if (counts) {
				this.working = false;
				session.worked(System.nanoTime() - start);
			}
		}
	}

	/** Ends the connection, as JeroMQ's engine does on errors. */
	void breakOff(ErrorReason reason) {
		EngineOwner session = this.owner;
		if (session != null && this.socket != null && session.holds(this)) {
			this.socket.eventDisconnected(getEndPoint(), this.channel);
			session.engineError(session.isEstablished(), reason);
			terminate();
		}
	}

}
