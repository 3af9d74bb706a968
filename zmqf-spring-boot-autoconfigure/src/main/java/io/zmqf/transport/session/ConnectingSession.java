package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IEngine;
import zmq.io.IOObject;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.StreamEngine.ErrorReason;
import zmq.pipe.Pipe;
import zmq.poll.IPollEvents;
import zmq.socket.Sockets;

/**
 * JeroMQ's session, except that a {@link Dialer} makes its connections. Messages,
 * security, heartbeats, hiccups, lingering and ending are JeroMQ's, untouched. Lives on
 * its I/O thread.
 * <p>
 * Some things differ, each for the better. A peer that breaks the protocol or refuses the
 * credentials is tried again after a while, where JeroMQ's session ends for good without
 * a word. The waiting time starts anew only once a peer has shaken hands, for which it
 * has as long as the option {@code HANDSHAKE_IVL} says, where JeroMQ's session waits for
 * ever once the peer has greeted. {@code HANDSHAKE_SUCCEEDED}, which JeroMQ never
 * reports, is reported: the engine asks for messages only then. So is every handshake
 * that failed, of which JeroMQ reports some.
 */
final class ConnectingSession extends DirectSession {

	private static final byte[] NO_IDENTITY = {};

	private final IOThread ioThread;

	private final WithheldAddress address;

	private final Destination destination;

	private final Backoff backoff;

	private final IOObject clock;

	private boolean established;

	private boolean reported;

	private boolean ticking;

	/** Made on the socket's thread. */
	ConnectingSession(SocketAccess access, Destination destination) {
		this(access.ioThread(), access.socket(), access.options(), destination,
				new WithheldAddress(destination.endpoint()));
		Class<?> usual = Sockets.createSession(this.ioThread, true, this.socket, this.options, this.address).getClass();
		if (usual != SessionBase.class) {
			throw new IllegalArgumentException("A " + this.socket.typeString() + " socket with " + usual.getSimpleName()
					+ " can't connect to " + destination.endpoint());
		}
	}

	private ConnectingSession(IOThread ioThread, SocketBase socket, Options options, Destination destination,
			WithheldAddress address) {
		super(ioThread, true, socket, options, address);
		this.ioThread = ioThread;
		this.address = address;
		this.destination = destination;
		this.backoff = new Backoff(options);
		this.clock = new IOObject(ioThread, new HandshakeEnd());
	}

	/**
	 * Opens the pipe between socket and session before there is a connection, as JeroMQ's
	 * {@code connect} does. On the socket's thread.
	 */
	Pipe openPipe() {
		Pipe[] ends = Pipes.between(this.socket, this, this.options);
		SocketMembers.attachPipe(this.socket, ends[0]);
		attachPipe(ends[1]);
		return ends[0];
	}

	Destination destination() {
		return this.destination;
	}

	Backoff backoff() {
		return this.backoff;
	}

	@Override
	protected void processPlug() {
		this.clock.plug();
		this.address.withhold();
		super.processPlug();
		this.address.restore();
		launchChild(Dialer.now(this.ioThread, this.options, this));
	}

	/** What JeroMQ's session does just before it would connect again. */
	@Override
	protected void reset() {
		super.reset();
		this.address.withhold();
	}

	@Override
	protected void processAttach(IEngine attached) {
		hold(attached);
		this.reported = false;
		if (this.options.handshakeIvl > 0) {
			this.ticking = true;
			this.clock.addTimer(this.options.handshakeIvl, 0);
		}
		if (isDirect()) {
			plug(attached);
		}
		else {
			super.processAttach(attached);
		}
	}

	@Override
	public boolean isEstablished() {
		return this.established;
	}

	/**
	 * What an event is about. JeroMQ's mechanisms ask for it to report that they have
	 * failed, and for nothing else.
	 */
	@Override
	public String getEndpoint() {
		this.reported = true;
		return this.destination.endpoint();
	}

	@Override
	public void engineError(boolean handshaked, ErrorReason reason) {
		ExceededLimit exceeded = exceeded();
		lose();
		stopClock();
		if (!this.established) {
			report(((reason == ErrorReason.TIMEOUT) ? HandshakeFailure.TIMEOUT : HandshakeFailure.BROKEN_OFF).code());
		}
		else if (reason == ErrorReason.PROTOCOL) {
			report(exceeded.code());
		}
		boolean refused = reason == ErrorReason.PROTOCOL;
		// a handshake that has failed counts as one that is done in JeroMQ's argument
		super.engineError(handshaked && this.established, refused ? ErrorReason.CONNECTION : reason);
		this.address.restore();
		this.established = false;
		if (isLingering()) {
			lingered();
		}
		else if (this.backoff.tries()) {
			int delay = refused ? this.backoff.nextMillisAfterRefusal() : this.backoff.nextMillis();
			launchChild(Dialer.after(delay, this.ioThread, this.options, this));
		}
	}

	private void report(int code) {
		if (!this.reported) {
			this.reported = true;
			this.socket.eventHandshakeFailedNoDetail(this.destination.endpoint(), code);
		}
	}

	@Override
	protected @Nullable Msg pullMsg() {
		establish();
		return pull();
	}

	@Override
	protected boolean pushMsg(Msg message) {
		establish();
		return push(message);
	}

	private void establish() {
		if (!this.established) {
			this.established = true;
			openPipe(NO_IDENTITY, null, null);
			stopClock();
			this.backoff.reset();
			this.socket.eventHandshakeSucceeded(this.destination.endpoint(), 0);
		}
	}

	private void stopClock() {
		if (this.ticking) {
			this.ticking = false;
			this.clock.cancelTimer(0);
		}
	}

	@Override
	protected void processTerm(int linger) {
		stopClock();
		super.processTerm(linger);
	}

	@Override
	public void destroy() {
		stopClock();
		this.clock.unplug();
		super.destroy();
	}

	/** The time for the handshake is over. */
	private final class HandshakeEnd implements IPollEvents {

		@Override
		public void timerEvent(int id) {
			ConnectingSession.this.ticking = false;
			GuardedEngine late = engine();
			if (late != null) {
				late.breakOff(ErrorReason.TIMEOUT);
			}
		}

	}

}
