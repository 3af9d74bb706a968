package io.zmqf.transport.jeromq;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketSettings;
import org.zeromq.ZMQ;
import zmq.Msg;

/** The options of all JeroMQ sockets. */
final class JeroMqOptions {

	/**
	 * The time limit of a handshake. New connections of JeroMQ sometimes stall, and have
	 * to be made again.
	 */
	private static final int CONNECTING_HANDSHAKE_MILLIS = 2000;

	private static final int ACCEPTED_HANDSHAKE_MILLIS = 10_000;

	private static final int MAX_RECONNECT_MILLIS = 1000;

	private static final int LINGER_MILLIS = 1000;

	private static final int BACKLOG = 1024;

	private JeroMqOptions() {
	}

	static void set(ZMQ.Socket socket, SocketSettings settings) {
		socket.setLinger(LINGER_MILLIS);
		socket.setHWM(settings.limits().highWaterMark());
		socket.setBacklog(BACKLOG);
		socket.setHandshakeIvl(settings.binds() ? ACCEPTED_HANDSHAKE_MILLIS : CONNECTING_HANDSHAKE_MILLIS);
		socket.setReconnectIVLMax(MAX_RECONNECT_MILLIS);
		socket.setTCPKeepAlive(1);
		limit(socket, settings.limits().messageSize());
		socket.setIPv6(settings.endpoint() instanceof Endpoint.Tcp tcp && tcp.isIpv6());
		if (settings.identity() != null) {
			socket.setIdentity(settings.identity());
		}
		if (settings.type() == SocketSettings.Type.ROUTER) {
			socket.setRouterMandatory(true);
			// A REQ client that reconnects after a time-out keeps its identity
			socket.setRouterHandover(true);
		}
		if (settings.ping() != null) {
			socket.setHeartbeatIvl((int) settings.ping().toMillis());
			socket.setHeartbeatTimeout(0); // JeroMQ can't reliably cancel its timer
		}
	}

	/**
	 * Limits the size of messages. JeroMQ reads the 64-bit length of a message as a
	 * signed number and truncates it to 32 bits. Such a forged length would end its
	 * thread or put it into a busy loop, so that it is replaced by zero.
	 */
	private static void limit(ZMQ.Socket socket, long size) {
		socket.setMaxMsgSize(size);
		socket.setMsgAllocator((length) -> new Msg((length < 0 || length > size) ? 0 : length));
	}

}
