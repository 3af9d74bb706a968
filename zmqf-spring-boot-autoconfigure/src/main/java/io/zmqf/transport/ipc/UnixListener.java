package io.zmqf.transport.ipc;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.zmqf.transport.session.OpenEndpoint;
import io.zmqf.transport.session.SocketAccess;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQException;
import zmq.Own;
import zmq.SocketBase;
import zmq.ZError;
import zmq.io.IOObject;
import zmq.io.SessionBase;
import zmq.io.StreamEngine;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;
import zmq.socket.Sockets;

/**
 * Accepts connections to a Unix domain socket and gives each to a session of JeroMQ's
 * own. In the place of JeroMQ's {@code TcpListener}, with the same events. Lives on an
 * I/O thread once it is bound.
 */
final class UnixListener extends Own implements IPollEvents {

	private final SocketBase socket;

	private final String endpoint;

	private final ServerSocketChannel channel;

	private final SocketFile file;

	private final IOObject io;

	private Poller.@Nullable Handle handle;

	private UnixListener(SocketAccess access, String endpoint, ServerSocketChannel channel, SocketFile file) {
		super(access.ioThread(), access.options());
		this.socket = access.socket();
		this.endpoint = endpoint;
		this.channel = channel;
		this.file = file;
		this.io = new IOObject(access.ioThread(), this);
	}

	/** On the socket's thread. */
	static OpenEndpoint bind(SocketAccess access, Path path, Set<PosixFilePermission> permissions) {
		String endpoint = SocketFile.endpoint(path);
		try {
			UnixListener listener = open(access, path, permissions);
			access.socket().eventListening(endpoint, listener.channel);
			return access.listen(endpoint, listener);
		}
		catch (IOException ex) {
			int code = code(ex);
			access.socket().eventBindFailed(endpoint, code);
			throw new ZMQException("Can't bind to " + endpoint + ": " + ex.getMessage(), code, ex);
		}
	}

	private static UnixListener open(SocketAccess access, Path path, Set<PosixFilePermission> permissions)
			throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.configureBlocking(false);
			SocketFile file = SocketFile.bind(channel, access.options().backlog, path, permissions);
			return new UnixListener(access, SocketFile.endpoint(path), channel, file);
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
	protected void processPlug() {
		this.io.plug();
		this.handle = this.io.addFd(this.channel);
		this.io.setPollAccept(this.handle);
	}

	@Override
	public void acceptEvent() {
		SocketChannel accepted = null;
		try {
			accepted = this.channel.accept();
			if (accepted != null) {
				serve(accepted);
			}
		}
		catch (IOException ex) {
			close(accepted);
			this.socket.eventAcceptFailed(this.endpoint, ZError.exccode(ex));
		}
		catch (RuntimeException ex) {
			close(accepted);
			this.socket.eventAcceptFailed(this.endpoint, ZError.EINVAL);
		}
	}

	private void serve(SocketChannel accepted) throws IOException {
		if (this.options.sndbuf != 0) {
			accepted.setOption(StandardSocketOptions.SO_SNDBUF, this.options.sndbuf);
		}
		if (this.options.rcvbuf != 0) {
			accepted.setOption(StandardSocketOptions.SO_RCVBUF, this.options.rcvbuf);
		}
		StreamEngine engine = UnixEngine.over(accepted, this.options, this.endpoint);
		SessionBase session = Sockets.createSession(chooseIoThread(this.options.affinity), false, this.socket,
				this.options, null);
		session.incSeqnum(); // for the engine, which must not come too late
		launchChild(session);
		sendAttach(session, engine, false);
		this.socket.eventAccepted(this.endpoint, accepted);
	}

	@Override
	protected void processTerm(int linger) {
		if (this.handle != null) {
			this.io.removeHandle(this.handle);
			this.handle = null;
		}
		try (this.channel) {
			this.file.delete();
			this.socket.eventClosed(this.endpoint, this.channel);
		}
		catch (IOException ex) {
			this.socket.eventCloseFailed(this.endpoint, ZError.exccode(ex));
		}
		super.processTerm(linger);
	}

	@Override
	protected void destroy() {
		this.io.unplug();
	}

	private static void close(@Nullable Channel accepted) {
		if (accepted != null) {
			try {
				accepted.close();
			}
			catch (IOException ex) {
				// was not used yet, and is reported as not accepted
			}
		}
	}

	@Override
	public String toString() {
		return getClass().getSimpleName() + "[" + this.endpoint + "]";
	}

}
