package io.zmqf.worker;

import java.util.List;

import io.zmqf.transport.SocketStatus;

/**
 * The status of a worker or a server at one moment.
 *
 * @param sockets the connections of a worker, or the bound sockets of a server
 * @param inHand the number of requests in flight
 * @param capacity the maximum number of requests in flight on all sockets together
 * @param abandoned the number of requests whose handlers still run after their end
 * @since 0.1.0
 */
public record WorkerStatus(List<SocketStatus> sockets, int inHand, int capacity, int abandoned) {

	/**
	 * Whether requests can reach the node.
	 * @return {@code true} if a socket is bound or connected to its router
	 */
	public boolean isConnected() {
		return this.sockets.stream().anyMatch((socket) -> socket.state() == SocketStatus.State.CONNECTED);
	}

}
