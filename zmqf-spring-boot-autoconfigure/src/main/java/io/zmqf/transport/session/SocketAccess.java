package io.zmqf.transport.session;

import java.io.IOException;

import io.zmqf.transport.trial.Trial;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Options;
import zmq.SocketBase;
import zmq.ZError;
import zmq.ZObject;
import zmq.io.IOThread;
import zmq.pipe.Pipe;

/**
 * A JeroMQ socket as its own {@code bind} and {@code connect} see it: opens endpoints
 * that JeroMQ does not know. To be used on the socket's thread.
 */
public final class SocketAccess {

	private final SocketBase socket;

	private final Options options;

	private final IOThread ioThread;

	private SocketAccess(SocketBase socket, Options options, IOThread ioThread) {
		this.socket = socket;
		this.options = options;
		this.ioThread = ioThread;
	}

	/**
	 * Whether this JeroMQ is the one that this was written for. Asked for the first time
	 * it opens a context and tries, which takes some 30 ms; from any thread.
	 * @return {@code false} where nothing else of this package may be used
	 */
	public static boolean supported() {
		return Support.TRIED;
	}

	/**
	 * Looks into a socket before an endpoint is opened, with the checks of JeroMQ's own
	 * {@code bind} and {@code connect}.
	 * @param socket the socket
	 * @return the socket from the inside
	 * @throws ZMQException if the context is being closed or has no I/O thread
	 * @throws IllegalStateException if the socket's security settings are incomplete
	 */
	public static SocketAccess to(ZMQ.Socket socket) {
		SocketBase base = socket.base();
		Options options = SocketMembers.options(base);
		options.mechanism.check(options);
		if (base.getSocketOpt(zmq.ZMQ.ZMQ_EVENTS) < 0) { // takes the news of a closing
															// context
			throw new ZMQException(base.errno());
		}
		IOThread ioThread = new IOThreads(base).choose(options.affinity);
		if (ioThread == null) {
			throw new ZMQException(ZError.EMTHREAD);
		}
		return new SocketAccess(base, options, ioThread);
	}

	public SocketBase socket() {
		return this.socket;
	}

	/**
	 * The socket's options.
	 * @return the one instance that all parts of the socket read
	 */
	public Options options() {
		return this.options;
	}

	/**
	 * The thread for what is opened.
	 * @return an I/O thread of the socket's context
	 */
	public IOThread ioThread() {
		return this.ioThread;
	}

	/**
	 * Opens an endpoint that accepts connections.
	 * @param entrance where they come in, which is closed with the endpoint, or at once
	 * where it can't be opened
	 * @param reception who is let in
	 * @return the open endpoint
	 * @throws IllegalArgumentException if the socket needs a session of its own type, as
	 * REQ, RADIO and DISH do and any with a hello message
	 */
	public OpenEndpoint listen(Entrance entrance, Reception reception) {
		try {
			Acceptor acceptor = new Acceptor(this, entrance, reception);
			this.socket.eventListening(entrance.endpoint(), entrance.channel());
			SocketMembers.addEndpoint(this.socket, entrance.endpoint(), acceptor, null);
			return new OpenEndpoint(this.socket, entrance.endpoint());
		}
		catch (RuntimeException ex) {
			close(entrance, ex);
			throw ex;
		}
	}

	private static void close(Entrance entrance, RuntimeException reason) {
		try {
			entrance.close();
		}
		catch (IOException ex) {
			reason.addSuppressed(ex);
		}
	}

	/**
	 * Connects in the background, now or as soon as somebody is there, and again when the
	 * connection is lost. Options count as they are at this moment.
	 * @param destination where to
	 * @return the open endpoint
	 * @throws IllegalArgumentException if the socket needs a session of its own type, as
	 * REQ, RADIO and DISH do and any with a hello message
	 */
	public OpenEndpoint connect(Destination destination) {
		ConnectingSession session = new ConnectingSession(this, destination);
		Pipe pipe = (this.options.immediate && DirectPipes.of(this.options) == null) ? session.openPipe() : null;
		SocketMembers.addEndpoint(this.socket, destination.endpoint(), session, pipe);
		return new OpenEndpoint(this.socket, destination.endpoint());
	}

	/** Tries once, when first asked. */
	private static final class Support {

		private static final boolean TRIED = Trial.passes(SessionSelfTest::passes);

	}

	/** Reaches a method that only JeroMQ's own kind of objects can call. */
	private static final class IOThreads extends ZObject {

		IOThreads(ZObject parent) {
			super(parent);
		}

		IOThread choose(long affinity) {
			return chooseIoThread(affinity);
		}

	}

}
