package io.zmqf.transport;

/** Makes the sockets of an application, each with its loop. */
public interface Transport {

	/**
	 * Makes a socket and its loop, neither of them open.
	 * @param name the thread's name, and the socket's in events
	 * @param settings how the socket is made
	 * @param handler what happens with it
	 * @return the loop, to be started once
	 */
	SocketLoop create(String name, SocketSettings settings, SocketHandler handler);

	/**
	 * Who is told of what happens.
	 * @return the listener of all sockets
	 */
	TransportListener listener();

}
