package io.zmqf.client;

import java.util.List;

import io.zmqf.transport.SocketStatus;

/**
 * A snapshot of a client for monitoring.
 *
 * @param name the name of the client
 * @param sockets the status of its connections
 * @param inFlight the number of requests without an outcome
 * @since 0.1.0
 */
public record ClientStatus(String name, List<SocketStatus> sockets, int inFlight) {

	/**
	 * Whether a request can be sent without waiting for a connection.
	 * @return {@code true} if at least one connection is up
	 */
	public boolean isConnected() {
		return this.sockets.stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED);
	}

}
