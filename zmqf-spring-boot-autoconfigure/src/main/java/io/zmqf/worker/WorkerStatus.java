package io.zmqf.worker;

import java.util.List;

import io.zmqf.transport.SocketStatus;

/**
 * A worker or a server at one moment, for those who look from outside.
 *
 * @param sockets its connections, or what it has bound
 * @param inHand the requests that have no answer yet
 * @param capacity the requests that all its sockets together take at once
 * @param abandoned the requests whose handlers still run after their deadline
 * @since 0.1.0
 */
public record WorkerStatus(List<SocketStatus> sockets, int inHand, int capacity, int abandoned) {

	/**
	 * Whether requests can reach it.
	 * @return {@code true} where one of the sockets is bound or has its router
	 */
	public boolean isConnected() {
		return this.sockets.stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED);
	}

}
