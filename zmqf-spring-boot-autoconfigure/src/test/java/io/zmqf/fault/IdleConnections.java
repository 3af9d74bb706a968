package io.zmqf.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;

/** Clients that are connected and send nothing. */
final class IdleConnections implements AutoCloseable {

	private final List<Socket> sockets = new ArrayList<>();

	void open(int count, Endpoint endpoint) throws IOException {
		for (int i = 0; i < count; i++) {
			this.sockets.add(Zmtp.connectAsDealer(endpoint));
		}
	}

	/** Returns the number of connections that the peer has closed. */
	long closed() {
		return this.sockets.stream().filter((socket) -> Zmtp.isClosedByPeer(socket, 1)).count();
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
