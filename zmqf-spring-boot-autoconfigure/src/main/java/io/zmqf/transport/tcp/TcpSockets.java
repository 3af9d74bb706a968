package io.zmqf.transport.tcp;

import java.net.InetSocketAddress;

import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketAccess;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Options;

/**
 * Binds and connects JeroMQ sockets by TCP. Options and socket events are those of
 * JeroMQ's own {@code bind} and {@code connect}, and so is the encryption; who is let in
 * is decided here.
 */
public final class TcpSockets {

	private TcpSockets() {
	}

	/**
	 * Whether this JeroMQ is the one that this was written for. Asked for the first time
	 * it opens a context and tries, which takes some 30 ms; from any thread.
	 * @return {@code false} where {@link #bind} and {@link #connect} throw
	 * {@link UnsupportedOperationException} and JeroMQ's own has to do
	 */
	public static boolean supported() {
		return SocketAccess.supported();
	}

	/**
	 * Binds a socket. On the socket's thread.
	 * @param socket the socket, not of the types REQ, RADIO or DISH, with the options of
	 * its mechanism
	 * @param hostAndPort an address of this machine, {@code *} for all, and a port, 0 for
	 * one that the system chooses
	 * @param reception who is let in
	 * @return the endpoint, with the real port
	 * @throws IllegalArgumentException if this type of socket can't be bound
	 * @throws ZMQException EADDRINUSE or EADDRNOTAVAIL if the address can't be bound, or
	 * if the context is being closed or has no I/O thread
	 */
	public static OpenEndpoint bind(ZMQ.Socket socket, String hostAndPort, Reception reception) {
		requireSupported();
		return TcpEntrance.bind(SocketAccess.to(socket), hostAndPort, reception);
	}

	/**
	 * Connects a socket, in the background and again whenever the connection is lost. A
	 * host name that can't be resolved is no error but an attempt that failed. On the
	 * socket's thread.
	 * @param socket the socket, not of the types REQ, RADIO or DISH
	 * @param address where to; one that is {@linkplain InetSocketAddress#createUnresolved
	 * unresolved} is resolved anew for each attempt, on a thread of its own, and where a
	 * host has several addresses the attempts take them in turn
	 * @param share what finds the addresses instead, where several sockets share a host
	 * @return the endpoint
	 * @throws IllegalArgumentException if this type of socket can't be connected, or if
	 * it is to use a SOCKS proxy or a selector provider of its own
	 * @throws ZMQException if the context is being closed or has no I/O thread
	 */
	public static OpenEndpoint connect(ZMQ.Socket socket, InetSocketAddress address,
			ResolvedHost.@Nullable Share share) {
		requireSupported();
		SocketAccess access = SocketAccess.to(socket);
		Options options = access.options();
		if (options.socksProxyAddress != null || options.selectorChooser != null) {
			throw new IllegalArgumentException("SOCKS proxies and selector providers are not for this connection");
		}
		return access.connect(new TcpDestination(address, share));
	}

	private static void requireSupported() {
		if (!supported()) {
			throw new UnsupportedOperationException("This is not JeroMQ 0.6.0");
		}
	}

}
