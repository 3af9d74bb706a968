package io.zmqf.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.zmqf.transport.ipc.UnixSockets;
import io.zmqf.transport.security.ServerSecurity;
import io.zmqf.transport.session.Reception;
import io.zmqf.transport.tcp.TcpSockets;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/** Where a socket is bound or connects to, and how that is done. */
final class SocketAddressing {

	/** An address is free a little after its last socket was closed. */
	private static final long REBIND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final ZMQ.Socket socket;

	private final ResolvedHost.@Nullable Share share;

	private Endpoint endpoint;

	SocketAddressing(ZMQ.Socket socket, Endpoint endpoint, ResolvedHost.@Nullable Share share) {
		this.share = share;
		this.socket = socket;
		this.endpoint = endpoint;
	}

	/** The endpoint, with the real port where the system chose one. */
	Endpoint endpoint() {
		return this.endpoint;
	}

	/** Whether handshakes are this library's matter, rather than JeroMQ's. */
	boolean isWatchedOver() {
		return this.endpoint instanceof Endpoint.Ipc || this.endpoint instanceof Endpoint.Tcp && TcpSockets.supported();
	}

	/**
	 * Binds the socket, and tries again for a little where the address is still in use.
	 */
	void bind(Reception reception, Set<PosixFilePermission> permissions) {
		long giveUp = System.nanoTime() + REBIND_NANOS;
		while (!bound(reception, permissions, giveUp)) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
		}
	}

	private boolean bound(Reception reception, Set<PosixFilePermission> permissions, long giveUp) {
		try {
			if (this.endpoint instanceof Endpoint.Ipc ipc) {
				UnixSockets.bind(this.socket, ipc.path(), permissions, reception);
			}
			else if (this.endpoint instanceof Endpoint.Tcp tcp) {
				this.endpoint = tcp.withPort(port(boundTo(tcp, reception)));
			}
			else {
				this.socket.bind(this.endpoint.toString());
			}
			return true;
		}
		catch (ZMQException ex) {
			if (ex.getErrorCode() != ZError.EADDRINUSE || isElsewhere() || System.nanoTime() - giveUp > 0) {
				throw ex;
			}
			return false;
		}
	}

	private String boundTo(Endpoint.Tcp tcp, Reception reception) {
		if (TcpSockets.supported()) {
			String address = tcp.toString();
			return TcpSockets.bind(this.socket, address.substring(address.indexOf("://") + 3), reception).name();
		}
		if (!reception.security().equals(ServerSecurity.NONE)) {
			throw new TransportException(this.endpoint, TransportException.Reason.UNSUPPORTED,
					this.endpoint + " can't be restricted: that needs JeroMQ 0.6.0", null);
		}
		this.socket.bind(tcp.toString());
		return this.socket.getLastEndpoint();
	}

	private static int port(String endpoint) {
		return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
	}

	/** Connects the socket, in the background. */
	void connect() {
		try {
			if (this.endpoint instanceof Endpoint.Tcp tcp && TcpSockets.supported()) {
				TcpSockets.connect(this.socket, tcp.socketAddress(), this.share);
			}
			else if (this.endpoint instanceof Endpoint.Ipc ipc) {
				UnixSockets.connect(this.socket, ipc.path());
			}
			else {
				this.socket.connect(this.endpoint.toString());
			}
		}
		catch (ZMQException ex) {
			throw unusable(ex);
		}
	}

	/** What to say of a failure. */
	TransportException unusable(ZMQException ex) {
		TransportException.Reason reason = switch (ex.getErrorCode()) {
			case ZError.EADDRINUSE -> isElsewhere() ? TransportException.Reason.ADDRESS_NOT_AVAILABLE
					: TransportException.Reason.ADDRESS_IN_USE;
			case ZError.EADDRNOTAVAIL -> TransportException.Reason.ADDRESS_NOT_AVAILABLE;
			default -> TransportException.Reason.FAILED;
		};
		return new TransportException(this.endpoint, reason,
				this.endpoint + " can't be used: " + ZError.toString(ex.getErrorCode()), ex);
	}

	/** JeroMQ says that an address is in use whatever is wrong with it. */
	private boolean isElsewhere() {
		try {
			InetAddress address = (this.endpoint instanceof Endpoint.Tcp tcp && !tcp.isWildcard())
					? InetAddress.getByName(tcp.host()) : null;
			return address != null && !address.isLoopbackAddress()
					&& NetworkInterface.getByInetAddress(address) == null;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
