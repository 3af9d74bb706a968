package io.zmqf.transport.session;

import zmq.SocketBase;

/**
 * An endpoint that a socket is bound or connected to, for closing it alone. Closing the
 * socket closes it as well.
 */
public final class OpenEndpoint implements AutoCloseable {

	private final SocketBase socket;

	private final String name;

	private boolean closed;

	OpenEndpoint(SocketBase socket, String name) {
		this.socket = socket;
		this.name = name;
	}

	/**
	 * The endpoint as ZeroMQ writes it.
	 * @return the name, which JeroMQ's {@code unbind} and {@code disconnect} know as
	 * well, but {@code getLastEndpoint} does not tell
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Unbinds or disconnects, in the background, as JeroMQ's {@code unbind} and
	 * {@code disconnect} do: connections that were accepted are closed too, and what was
	 * received over them and not yet read is lost. A socket that has connected to one
	 * endpoint several times is disconnected from all. To be called on the socket's
	 * thread while the socket is open.
	 */
	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			// fails only where the context is being closed, which closes this too
			this.socket.termEndpoint(this.name);
		}
	}

	@Override
	public String toString() {
		return this.name;
	}

}
