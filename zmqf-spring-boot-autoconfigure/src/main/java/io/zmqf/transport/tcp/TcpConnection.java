package io.zmqf.transport.tcp;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

import io.zmqf.transport.session.GuardedEngine;
import zmq.Options;
import zmq.io.net.tcp.TcpUtils;

/** What a connection gets that was made or accepted. */
final class TcpConnection {

	private TcpConnection() {
	}

	static GuardedEngine engine(SocketChannel connected, Options options, String endpoint) throws IOException {
		if (options.tos != 0) { // JeroMQ's own way takes it for the size of the send
								// buffer
			connected.setOption(StandardSocketOptions.IP_TOS, options.tos);
		}
		TcpUtils.tuneTcpSocket(connected);
		TcpUtils.tuneTcpKeepalives(connected, options.tcpKeepAlive, options.tcpKeepAliveCnt, options.tcpKeepAliveIdle,
				options.tcpKeepAliveIntvl);
		return new GuardedEngine(connected, options, endpoint);
	}

}
