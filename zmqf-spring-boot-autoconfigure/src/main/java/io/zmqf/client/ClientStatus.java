package io.zmqf.client;

import java.util.List;

import io.zmqf.transport.SocketStatus;

/**
 * A client at one moment, for those who look from outside.
 *
 * @param name its name
 * @param sockets its connections
 * @param inFlight the requests that have no outcome yet
 * @since 0.1.0
 */
public record ClientStatus(String name, List<SocketStatus> sockets, int inFlight) {

	/**
	 * Whether a request would go out at once.
	 * @return {@code true} where one of the connections is up
	 */
	public boolean isConnected() {
		return this.sockets.stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED);
	}

}
