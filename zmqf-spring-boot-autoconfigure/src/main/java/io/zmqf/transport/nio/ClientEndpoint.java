package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.ResolvedHost;
import org.jspecify.annotations.Nullable;

/** An address to connect to. Belongs to the event loop. */
final class ClientEndpoint {

	private final Endpoint endpoint;

	private final ResolvedHost.@Nullable Share share;

	private final HostLookup lookup;

	private final String name;

	private int attempts;

	ClientEndpoint(Endpoint endpoint, ResolvedHost.@Nullable Share share, HostLookup lookup) {
		this.endpoint = endpoint;
		this.share = share;
		this.lookup = lookup;
		if (endpoint instanceof Endpoint.Ipc ipc) {
			SocketFile.check(ipc.path());
		}
		this.name = (endpoint instanceof Endpoint.Tcp tcp && !tcp.socketAddress().isUnresolved())
				? new Endpoint.Tcp(tcp.socketAddress().getAddress().getHostAddress(), tcp.port()).toString()
				: endpoint.toString();
	}

	/** Returns the address for events. */
	String name() {
		return this.name;
	}

	/** Resolves the address, anew for each attempt. */
	CompletableFuture<? extends SocketAddress> locate() {
		if (this.endpoint instanceof Endpoint.Ipc ipc) {
			return CompletableFuture.completedFuture(UnixDomainSocketAddress.of(ipc.path()));
		}
		InetSocketAddress address = ((Endpoint.Tcp) this.endpoint).socketAddress();
		if (!address.isUnresolved()) {
			return CompletableFuture.completedFuture(address);
		}
		if (this.share != null) {
			return this.share.next().thenApply((found) -> new InetSocketAddress(found, address.getPort()));
		}
		int attempt = this.attempts++;
		return HostNames.resolve(address.getHostString(), this.lookup)
			.thenApply((found) -> new InetSocketAddress(found.get(Math.floorMod(attempt, found.size())),
					address.getPort()));
	}

	SocketChannel open() throws IOException {
		return (this.endpoint instanceof Endpoint.Ipc) ? SocketChannel.open(StandardProtocolFamily.UNIX)
				: SocketChannel.open();
	}

	/**
	 * Returns the reason for the failure of an attempt, as the end of a sentence about
	 * the peer.
	 */
	String reason(Throwable failure) {
		if (failure instanceof UnknownHostException) {
			return (failure instanceof NoAddressLeftException) ? "each of its addresses already has a connection"
					: "its host name is unknown";
		}
		if (this.endpoint instanceof Endpoint.Ipc ipc) {
			return Files.notExists(ipc.path()) ? "its file does not exist"
					: (failure instanceof ConnectException) ? "no process listens on its file"
							: (failure instanceof AccessDeniedException
									|| String.valueOf(failure.getMessage()).contains("Permission denied"))
											? "the permissions of its file don't allow the connection"
											: "it can't be reached: " + failure.getMessage();
		}
		return String.valueOf(failure.getMessage()).contains("refused") ? "it refused the connection"
				: "it can't be reached: " + failure.getMessage();
	}

}
