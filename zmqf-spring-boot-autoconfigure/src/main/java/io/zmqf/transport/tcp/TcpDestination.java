package io.zmqf.transport.tcp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.ResolvedHost;
import io.zmqf.transport.session.Destination;
import io.zmqf.transport.session.GuardedEngine;
import org.jspecify.annotations.Nullable;
import zmq.Options;

/**
 * A host and port. Lives on one I/O thread.
 */
final class TcpDestination implements Destination {

	private final InetSocketAddress address;

	private final ResolvedHost.@Nullable Share share;

	private int attempts;

	TcpDestination(InetSocketAddress address, ResolvedHost.@Nullable Share share) {
		this.address = address;
		this.share = share;
	}

	@Override
	public String endpoint() {
		// the name of a resolved address changes once somebody has asked for it
		String host = this.address.isUnresolved() ? this.address.getHostString()
				: this.address.getAddress().getHostAddress();
		return "tcp://" + ((host.indexOf(':') < 0) ? host : "[" + host + "]") + ":" + this.address.getPort();
	}

	@Override
	public CompletableFuture<SocketAddress> locate() {
		if (!this.address.isUnresolved()) {
			return CompletableFuture.completedFuture(this.address);
		}
		if (this.share != null) {
			return this.share.next().thenApply((found) -> new InetSocketAddress(found, this.address.getPort()));
		}
		int attempt = this.attempts++;
		return HostNames.resolve(this.address.getHostString(), HostLookup.SYSTEM)
			.thenApply((addresses) -> new InetSocketAddress(addresses.get(Math.floorMod(attempt, addresses.size())),
					this.address.getPort()));
	}

	@Override
	public SocketChannel open(Options options) throws IOException {
		return SocketChannel.open();
	}

	@Override
	public GuardedEngine engine(SocketChannel connected, Options options) throws IOException {
		return TcpConnection.engine(connected, options, endpoint());
	}

}
