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
import zmq.io.mechanism.Mechanism;
import zmq.util.Errno;

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

	/** Far from JeroMQ's own. */
	private static final int LINGER_TIMER = 0x100;

	private final SocketChannel channel;

	private final @Nullable FrameAllocator frames;

	private final Errno errno;

	private final Runnable incoming = this::read;

	private final Runnable outgoing = this::write;

	private final Runnable reading = super::inEvent;

	private final Runnable writing = super::outEvent;

	private final Runnable restartingInput = super::restartInput;

	private final Runnable restartingOutput = super::restartOutput;

	private final Runnable deciding = super::zapMsgAvailable;

	private @Nullable EngineOwner owner;

	private @Nullable SocketBase socket;

	private @Nullable IOObject poll;

	private @Nullable IoThreadTurns turns;

	private @Nullable DirectPipe pipe;

	private boolean plugging;

	private boolean decoding;

	private boolean lingering;

	private boolean terminated;

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
		this.errno = options.errno;
		this.frames = (options.allocator instanceof FrameAllocator allocator) ? allocator : null;
	}

	@Override
	public void plug(IOThread ioThread, SessionBase session) {
		this.owner = (EngineOwner) session;
		this.socket = session.getSocket();
		this.poll = new IOObject(ioThread, this);
		this.poll.plug();
		this.turns = IoThreadTurns.of(ioThread);
		this.plugging = true;
		super.plug(ioThread, session);
		this.plugging = false;
	}

	/** Reads, and gives those their turn who were waiting for what was read. */
	@Override
	public void inEvent() {
		inTurn(this.incoming);
	}

	private void inTurn(Runnable work) {
		IoThreadTurns following = this.turns;
		if (following == null) {
			work.run();
			return;
		}
		following.enter();
		try {
			work.run();
		}
		finally {
			following.leave();
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
		this.decoding = true;
		try {
			guarded(this.reading);
		}
		finally {
			this.decoding = false;
		}
	}

	/** The handshake is done. */
	void established(SessionBase session, Options options) {
		Mechanism handshake = SocketMembers.mechanism(this);
		if (handshake != null) {
			SocketMembers.setMechanism(this, CurveMessages.after(handshake, session, options));
		}
	}

	/** Its messages go through a pipe of this library from now on. */
	void use(DirectPipe direct) {
		this.pipe = direct;
	}

	/** Leaves frames to a pipe, at the end of one that was read for it. */
	void readInto(DirectPipe direct, boolean afterCommand) {
		if (this.decoding && this.frames != null && this.turns != null && direct.isModern()
				&& !(SocketMembers.decoder(this) instanceof DirectDecoder)) {
			SocketMembers.setDecoder(this,
					new DirectDecoder(direct, this.turns.input(), this.frames, this.errno, afterCommand));
		}
	}

	/**
	 * Writes what a pipe holds, as far as the connection takes it. Whether that was all.
	 */
	boolean flush(DirectPipe direct) {
		IoThreadTurns present = Objects.requireNonNull(this.turns, "There are no turns");
		if (!direct.isModern()) {
			present.onIoThread(this::restartOutput);
		}
		else if (SocketMembers.isWriting(this) || !direct.writeTo(this.channel, present.output())) {
			present.onIoThread(this::awaitWritable);
		}
		return !direct.hasUnsent();
	}

	private void awaitWritable() {
		if (isPlugged() && this.poll != null) {
			this.poll.setPollOut(SocketMembers.handle(this));
		}
	}

	/** Reads again as soon as there is something to read. */
	void awaitReadable() {
		if (isPlugged() && this.poll != null) {
			this.poll.setPollIn(SocketMembers.handle(this));
		}
	}

	private boolean isPlugged() {
		return !this.terminated && this.owner != null && this.owner.holds(this);
	}

	/**
	 * Goes on for a while, until its peer has got all. Whether there is something left
	 * for it.
	 */
	boolean linger(int millis) {
		if (this.pipe == null || this.pipe.flush() || this.poll == null) {
			return false;
		}
		this.lingering = true;
		this.poll.addTimer(millis, LINGER_TIMER);
		return true;
	}

	private void endLingering() {
		if (this.lingering && this.poll != null) {
			this.lingering = false;
			this.poll.cancelTimer(LINGER_TIMER);
		}
	}

	/** Reads what could not be read before. */
	void resumeReading() {
		if (this.poll != null) {
			this.poll.setPollIn(SocketMembers.handle(this));
			inTurn(this.incoming);
		}
	}

	/** Leaves to the peer's system what it sends. */
	void pauseReading() {
		if (this.poll != null) {
			this.poll.resetPollIn(SocketMembers.handle(this));
		}
	}

	@Override
	public void outEvent() {
		inTurn(this.outgoing);
	}

	/** What is JeroMQ's own, such as a PING, must not come into a message. */
	private void write() {
		DirectPipe direct = this.pipe;
		if (direct == null || !direct.isModern() || SocketMembers.isWriting(this) || direct.flush()) {
			guarded(this.writing);
		}
		if (this.lingering && this.pipe != null && !this.pipe.hasUnsent()) {
			lingered();
		}
	}

	private void lingered() {
		endLingering();
		if (this.owner != null) {
			this.owner.lingered();
		}
	}

	@Override
	public void restartInput() {
		inTurn(() -> guarded(this.restartingInput));
	}

	@Override
	public void restartOutput() {
		inTurn(() -> guarded(this.restartingOutput));
	}

	@Override
	public void zapMsgAvailable() {
		inTurn(() -> guarded(this.deciding));
	}

	@Override
	public void timerEvent(int id) {
		if (id == LINGER_TIMER) {
			this.lingering = false;
			inTurn(this::lingered);
		}
		else {
			inTurn(() -> guarded(() -> super.timerEvent(id)));
		}
	}

	@Override
	public void terminate() {
		inTurn(() -> {
			this.terminated = true;
			endLingering();
			if (this.pipe != null) {
				this.pipe.end();
			}
			super.terminate();
		});
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
			SocketBase told = this.socket;
			inTurn(() -> {
				told.eventDisconnected(getEndPoint(), this.channel);
				session.engineError(session.isEstablished(), reason);
				terminate();
			});
		}
	}

	/** The connection is lost, or its session ends. */
	void lost() {
		endLingering();
		if (this.pipe != null) {
			this.pipe.lost();
		}
	}

}
