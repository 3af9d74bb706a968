package io.zmqf.transport.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.zmqf.transport.session.Entrance;
import io.zmqf.transport.session.GuardedEngine;
import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketAccess;
import org.zeromq.ZMQException;
import zmq.Options;
import zmq.ZError;
import zmq.io.net.tcp.TcpAddress;

/** A port that this process is bound to. */
final class TcpEntrance implements Entrance {

	private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

	private final String endpoint;

	private final ServerSocketChannel channel;

	private TcpEntrance(String endpoint, ServerSocketChannel channel) {
		this.endpoint = endpoint;
		this.channel = channel;
	}

	/** On the socket's thread. */
	static OpenEndpoint bind(SocketAccess access, String hostAndPort, Reception reception) {
		TcpAddress address = new TcpAddress(hostAndPort, access.options().ipv6);
		InetSocketAddress resolved = (InetSocketAddress) address.address();
		try {
			return access.listen(open(access.options(), address, resolved), reception);
		}
		catch (IOException ex) {
			int code = isOwn(resolved.getAddress()) ? ZError.EADDRINUSE : ZError.EADDRNOTAVAIL;
			access.socket().eventBindFailed("tcp://" + hostAndPort, code);
			throw new ZMQException("Can't bind to tcp://" + hostAndPort + ": " + ex.getMessage(), code, ex);
		}
	}

	private static TcpEntrance open(Options options, TcpAddress address, InetSocketAddress resolved)
			throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.configureBlocking(false);
			if (options.rcvbuf != 0) {
				channel.setOption(StandardSocketOptions.SO_RCVBUF, options.rcvbuf);
			}
			if (!WINDOWS) {
				channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			}
			channel.bind(resolved, options.backlog);
			return new TcpEntrance(address.toString(channel.socket().getLocalPort()), channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static boolean isOwn(InetAddress address) {
		try {
			return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null;
		}
		catch (IOException ex) {
			return true; // nothing better is known than what the system says mostly
		}
	}

	@Override
	public String endpoint() {
		return this.endpoint;
	}

	@Override
	public ServerSocketChannel channel() {
		return this.channel;
	}

	@Override
	public InetAddress origin(SocketChannel accepted) throws IOException {
		if (accepted.getRemoteAddress() instanceof InetSocketAddress remote) {
			return remote.getAddress();
		}
		throw new IOException("The connection is lost already");
	}

	@Override
	public GuardedEngine engine(SocketChannel accepted, Options options) throws IOException {
		if (options.sndbuf != 0) {
			accepted.setOption(StandardSocketOptions.SO_SNDBUF, options.sndbuf);
		}
		return TcpConnection.engine(accepted, options, this.endpoint);
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
