package io.zmqf.transport.session;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;
import zmq.Options;

/**
 * Where connections come in, and of which kind they are: all in which TCP and Unix domain
 * sockets differ. Called on the socket's I/O thread once it is in use.
 */
public interface Entrance {

	/**
	 * The endpoint as ZeroMQ writes it.
	 * @return the name in events, and the one to unbind by
	 */
	String endpoint();

	/**
	 * What accepts.
	 * @return a channel that is bound and does not block
	 */
	ServerSocketChannel channel();

	/**
	 * Where a connection comes from.
	 * @param accepted the connection
	 * @return the address, or {@code null} for this very machine
	 * @throws IOException if the connection is lost already
	 */
	@Nullable InetAddress origin(SocketChannel accepted) throws IOException;

	/**
	 * Has JeroMQ speak ZMTP over a connection.
	 * @param accepted the connection, which is the engine's from then on
	 * @param options the socket's options
	 * @return the engine
	 * @throws IOException if the connection is lost already
	 */
	GuardedEngine engine(SocketChannel accepted, Options options) throws IOException;

	/**
	 * Closes the channel, and removes what belongs to it.
	 * @throws IOException if that fails
	 */
	void close() throws IOException;

}
