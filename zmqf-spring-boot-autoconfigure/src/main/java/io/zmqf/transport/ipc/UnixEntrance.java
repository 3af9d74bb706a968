package io.zmqf.transport.ipc;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.zmqf.transport.session.Entrance;
import io.zmqf.transport.session.GuardedEngine;
import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.session.SocketAccess;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQException;
import zmq.Options;
import zmq.ZError;

/** A file that this process is bound to. */
final class UnixEntrance implements Entrance {

	private final String endpoint;

	private final ServerSocketChannel channel;

	private final SocketFile file;

	private UnixEntrance(String endpoint, ServerSocketChannel channel, SocketFile file) {
		this.endpoint = endpoint;
		this.channel = channel;
		this.file = file;
	}

	/** On the socket's thread. */
	static OpenEndpoint bind(SocketAccess access, Path path, Set<PosixFilePermission> permissions,
			Reception reception) {
		String endpoint = SocketFile.endpoint(path);
		try {
			return access.listen(open(access, path, permissions), reception);
		}
		catch (IOException ex) {
			int code = code(ex);
			access.socket().eventBindFailed(endpoint, code);
			throw new ZMQException("Can't bind to " + endpoint + ": " + ex.getMessage(), code, ex);
		}
	}

	private static UnixEntrance open(SocketAccess access, Path path, Set<PosixFilePermission> permissions)
			throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.configureBlocking(false);
			SocketFile file = SocketFile.bind(channel, access.options().backlog, path, permissions);
			return new UnixEntrance(SocketFile.endpoint(path), channel, file);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static int code(IOException ex) {
		if (ex instanceof BindException) {
			return ZError.EADDRINUSE;
		}
		if (ex instanceof NoSuchFileException) {
			return ZError.ENOENT;
		}
		return (ex instanceof AccessDeniedException) ? ZError.EACCESS : ZError.exccode(ex);
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
	public @Nullable InetAddress origin(SocketChannel accepted) {
		return null;
	}

	@Override
	public GuardedEngine engine(SocketChannel accepted, Options options) throws IOException {
		if (options.sndbuf != 0) {
			accepted.setOption(StandardSocketOptions.SO_SNDBUF, options.sndbuf);
		}
		if (options.rcvbuf != 0) {
			accepted.setOption(StandardSocketOptions.SO_RCVBUF, options.rcvbuf);
		}
		return UnixEngine.over(accepted, options, this.endpoint);
	}

	@Override
	public void close() throws IOException {
		try (this.channel) {
			this.file.delete();
		}
	}

}
