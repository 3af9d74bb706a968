package io.zmqf.transport.ipc;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.zmqf.transport.session.Destination;
import io.zmqf.transport.session.GuardedEngine;
import zmq.Options;

/**
 * A file that somebody is bound to, or will be. Connecting succeeds or fails at once.
 */
final class UnixDestination implements Destination {

	private final Path path;

	private final UnixDomainSocketAddress address;

	UnixDestination(Path path) {
		this.path = path;
		this.address = UnixDomainSocketAddress.of(path);
	}

	@Override
	public String endpoint() {
		return SocketFile.endpoint(this.path);
	}

	@Override
	public CompletableFuture<SocketAddress> locate() {
		return CompletableFuture.completedFuture(this.address);
	}

	@Override
	public SocketChannel open(Options options) throws IOException {
		return SocketChannel.open(StandardProtocolFamily.UNIX);
	}

	@Override
	public GuardedEngine engine(SocketChannel connected, Options options) throws IOException {
		return UnixEngine.over(connected, options, endpoint());
	}

}
