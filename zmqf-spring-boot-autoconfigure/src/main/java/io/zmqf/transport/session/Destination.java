package io.zmqf.transport.session;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

import zmq.Options;

/**
 * Where a connection goes to, and of which kind it is: all in which TCP and Unix domain
 * sockets differ. Called on the socket's I/O thread, so nothing here may wait.
 */
public interface Destination {

	/**
	 * The endpoint as ZeroMQ writes it.
	 * @return the name in events, and the one to disconnect by
	 */
	String endpoint();

	/**
	 * Finds the address, anew for each attempt.
	 * @return the address; one that fails is an attempt that failed
	 */
	CompletableFuture<SocketAddress> locate();

	/**
	 * Opens a channel of the right kind.
	 * @param options the socket's options
	 * @return a channel that is not connected
	 * @throws IOException if it can't be opened or does not take the options
	 */
	SocketChannel open(Options options) throws IOException;

	/**
	 * Has JeroMQ speak ZMTP over a channel.
	 * @param connected the channel, which is the engine's from then on
	 * @param options the socket's options
	 * @return the engine
	 * @throws IOException if the channel is lost already
	 */
	GuardedEngine engine(SocketChannel connected, Options options) throws IOException;

}
