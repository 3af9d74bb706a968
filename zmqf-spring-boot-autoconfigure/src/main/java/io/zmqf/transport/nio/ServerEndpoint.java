package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

/**
 * A bound address: a TCP port, or the file of a Unix domain socket.
 *
 * @param endpoint the endpoint, with the actual port
 * @param name the address for events
 * @param channel the channel that accepts connections
 * @param file the file, or {@code null} for a port
 */
record ServerEndpoint(Endpoint endpoint, String name, ServerSocketChannel channel, @Nullable SocketFile file) {

	private static final int BACKLOG = 1024;

	/**
	 * The time to retry binding. An address becomes free shortly after its last socket
	 * was closed.
	 */
	private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

	/**
	 * Binds an address, and retries for a short time while it is in use. Called on a
	 * thread that may block.
	 */
	static ServerEndpoint bind(Endpoint endpoint, Set<PosixFilePermission> permissions) {
		long giveUp = System.nanoTime() + REBIND_NANOS;
		while (true) {
			try {
				return open(endpoint, permissions);
			}
			catch (IOException ex) {
				TransportException.Reason reason = reason(endpoint, ex);
				if (reason != TransportException.Reason.ADDRESS_IN_USE || System.nanoTime() - giveUp > 0) {
					throw new TransportException(endpoint, reason, describe(ex), ex);
				}
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
	}

	private static ServerEndpoint open(Endpoint endpoint, Set<PosixFilePermission> permissions) throws IOException {
		ServerSocketChannel channel = (endpoint instanceof Endpoint.Ipc)
				? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
		try {
			channel.configureBlocking(false);
			return (endpoint instanceof Endpoint.Ipc ipc) ? bind(channel, ipc, permissions)
					: bind(channel, (Endpoint.Tcp) endpoint);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static ServerEndpoint bind(ServerSocketChannel channel, Endpoint.Tcp tcp) throws IOException {
		InetSocketAddress address = new InetSocketAddress(resolve(tcp), tcp.port());
		if (!WINDOWS) {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
		}
		channel.bind(address, BACKLOG);
		int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
		return new ServerEndpoint(tcp.withPort(port),
				new Endpoint.Tcp(address.getAddress().getHostAddress(), port).toString(), channel, null);
	}

	private static ServerEndpoint bind(ServerSocketChannel channel, Endpoint.Ipc ipc,
			Set<PosixFilePermission> permissions) throws IOException {
		SocketFile.check(ipc.path());
		return new ServerEndpoint(ipc, ipc.toString(), channel,
				SocketFile.bind(channel, BACKLOG, ipc.path(), permissions));
	}

	private static InetAddress resolve(Endpoint.Tcp tcp) throws UnknownHostException {
		if (tcp.isWildcard()) {
			return InetAddress.getByName(tcp.isIpv6() ? "::" : "0.0.0.0");
		}
		return HostNames.preferred(HostLookup.SYSTEM.addressesOf(tcp.host()), tcp.host()).get(0);
	}

	private static TransportException.Reason reason(Endpoint endpoint, IOException ex) {
		if (ex instanceof UnknownHostException) {
			return TransportException.Reason.ADDRESS_NOT_AVAILABLE;
		}
		if (!(ex instanceof BindException)) {
			return TransportException.Reason.FAILED;
		}
		return TransportException.Reason.ofRefusedBinding(endpoint);
	}

	static String describe(IOException ex) {
		return (ex instanceof UnknownHostException) ? "its host name is unknown"
				: (ex instanceof java.nio.file.NoSuchFileException) ? "its directory does not exist"
						: (ex instanceof java.nio.file.AccessDeniedException) ? "Permission denied"
								: String.valueOf(ex.getMessage());
	}

	/**
	 * Returns this endpoint, or one that is bound anew if the file of its socket was
	 * removed.
	 */
	ServerEndpoint present() throws IOException {
		return (this.file != null && this.file.isRemoved()) ? open(this.endpoint, this.file.permissions()) : this;
	}

	/**
	 * Returns the remote address of a connection, or {@code null} for a Unix domain
	 * socket.
	 */
	@Nullable InetAddress origin(SocketChannel accepted) throws IOException {
		if (this.file != null) {
			return null;
		}
		if (accepted.getRemoteAddress() instanceof InetSocketAddress remote) {
			return remote.getAddress();
		}
		throw new IOException("The connection is lost already");
	}

	/** Closes an endpoint that has no listener. */
	void close() throws IOException {
		try {
			release();
		}
		finally {
			this.channel.close();
		}
	}

	/**
	 * Deletes the file while the socket still listens, so that no other process takes it
	 * for a stale one.
	 */
	void release() throws IOException {
		if (this.file != null) {
			this.file.delete();
		}
	}

}
