package io.zmqf.transport.ipc;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketAccess;
import io.zmqf.transport.trial.Trial;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * Binds and connects JeroMQ sockets to Unix domain sockets: files that only those can
 * connect to whom their permissions let write, and that libzmq's {@code ipc://} knows as
 * well. Options, security and socket events are those of JeroMQ's TCP; a message's
 * {@code Peer-Address} is {@code 127.0.0.1:0}, because JeroMQ can't name anything else.
 * <p>
 * {@code bind} and {@code connect} belong to the socket's thread, and last as long as the
 * socket does or until what they return is closed. Sockets of the types REQ, RADIO and
 * DISH can do neither.
 */
public final class UnixSockets {

	private UnixSockets() {
	}

	/**
	 * Whether this JeroMQ and this system are such that the rest of this class works.
	 * Asked for the first time it sends a message through a socket in the directory for
	 * temporary files, which takes some 50 ms; from any thread.
	 * @return {@code false} where {@code bind} and {@code connect} throw
	 * {@link UnsupportedOperationException}
	 */
	public static boolean supported() {
		return Support.TRIED;
	}

	/**
	 * Checks that a path is short enough; from any thread.
	 * @param path the path of a socket
	 * @throws IllegalArgumentException if it is too long; the message says what is
	 * allowed
	 */
	public static void check(Path path) {
		SocketFile.check(path);
	}

	/**
	 * Binds a socket. Nobody can connect before the permissions are set, and the file of
	 * a socket that nobody serves any more is replaced. It is deleted when the endpoint
	 * or the socket is closed, unless it is another's by then.
	 * @param socket the socket
	 * @param path the file to make, in a directory that exists
	 * @param permissions who may connect: those who may write
	 * @return the endpoint
	 * @throws IllegalArgumentException if the path is too long
	 * @throws ZMQException EADDRINUSE if the path is served already, by this process or
	 * another, or is no socket; ENOENT, EACCES or another one where the file can't be
	 * made
	 */
	public static OpenEndpoint bind(ZMQ.Socket socket, Path path, Set<PosixFilePermission> permissions) {
		return bind(socket, path, permissions, Reception.open());
	}

	/**
	 * Binds a socket as {@link #bind(ZMQ.Socket, Path, Set)} does.
	 * @param socket the socket, with the options of its mechanism
	 * @param path the file to make, in a directory that exists
	 * @param permissions who may connect: those who may write
	 * @param reception who of them is let in
	 * @return the endpoint
	 */
	public static OpenEndpoint bind(ZMQ.Socket socket, Path path, Set<PosixFilePermission> permissions,
			Reception reception) {
		check(path);
		requireSupported();
		return UnixEntrance.bind(SocketAccess.to(socket), path, permissions, reception);
	}

	/**
	 * Connects a socket, in the background and again whenever the connection is lost. The
	 * file need not be there yet.
	 * @param socket the socket
	 * @param path the file that a peer is bound to
	 * @return the endpoint
	 * @throws IllegalArgumentException if the path is too long, or if this type of socket
	 * can't be connected
	 */
	public static OpenEndpoint connect(ZMQ.Socket socket, Path path) {
		check(path);
		requireSupported();
		return SocketAccess.to(socket).connect(new UnixDestination(path));
	}

	private static void requireSupported() {
		if (!supported()) {
			throw new UnsupportedOperationException("ipc:// needs JeroMQ 0.6.0 and a system with Unix domain sockets");
		}
	}

	/** Tries once, when first asked. */
	private static final class Support {

		private static final boolean TRIED = Trial.passes(UnixSelfTest::passes);

	}

}
