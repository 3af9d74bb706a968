package io.zmqf.transport.session;

import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZMQ;
import zmq.ZObject;
import zmq.io.IOThread;
import zmq.io.SessionBase;
import zmq.io.StreamEngine.ErrorReason;
import zmq.pipe.Pipe;
import zmq.socket.Sockets;

/**
 * JeroMQ's session, except that a {@link Dialer} makes its connections. Messages,
 * security, heartbeats, hiccups, lingering and ending are JeroMQ's, untouched. Lives on
 * its I/O thread.
 * <p>
 * Three things differ, each for the better. A peer that breaks the protocol or refuses
 * the credentials is tried again after a while, where JeroMQ's session ends for good
 * without a word. The waiting time starts anew only once a peer has shaken hands. And
 * {@code HANDSHAKE_SUCCEEDED}, which JeroMQ never reports, is reported: the engine asks
 * for messages only then.
 */
final class ConnectingSession extends SessionBase {

	private final IOThread ioThread;

	private final WithheldAddress address;

	private final Destination destination;

	private final Backoff backoff;

	private boolean established;

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
	}

	/**
	 * Opens the pipe between socket and session before there is a connection, as JeroMQ's
	 * {@code connect} does. On the socket's thread.
	 */
	Pipe openPipe() {
		boolean conflate = this.options.conflate && switch (this.options.type) {
			case ZMQ.ZMQ_DEALER, ZMQ.ZMQ_PULL, ZMQ.ZMQ_PUSH, ZMQ.ZMQ_PUB, ZMQ.ZMQ_SUB -> true;
			default -> false;
		};
		int[] highWaterMarks = conflate ? new int[] { -1, -1 }
				: new int[] { this.options.sendHwm, this.options.recvHwm };
		Pipe[] ends = Pipe.pair(new ZObject[] { this.socket, this }, highWaterMarks,
				new boolean[] { conflate, conflate });
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
	public void engineError(boolean handshaked, ErrorReason reason) {
		boolean refused = reason == ErrorReason.PROTOCOL;
		// a handshake that has failed counts as one that is done in JeroMQ's argument
		super.engineError(handshaked && this.established, refused ? ErrorReason.CONNECTION : reason);
		this.address.restore();
		this.established = false;
		if (this.backoff.tries()) {
			int delay = refused ? this.backoff.nextMillisAfterRefusal() : this.backoff.nextMillis();
			launchChild(Dialer.after(delay, this.ioThread, this.options, this));
		}
	}

	@Override
	protected @Nullable Msg pullMsg() {
		establish();
		return super.pullMsg();
	}

	@Override
	protected boolean pushMsg(Msg message) {
		establish();
		return super.pushMsg(message);
	}

	private void establish() {
		if (!this.established) {
			this.established = true;
			this.backoff.reset();
			this.socket.eventHandshakeSucceeded(this.destination.endpoint(), 0);
		}
	}

}
