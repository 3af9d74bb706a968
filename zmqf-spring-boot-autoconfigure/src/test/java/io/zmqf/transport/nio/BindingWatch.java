package io.zmqf.transport.nio;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** A channel that records its bound address at the time of the bind. */
final class BindingWatch extends ServerSocketChannel {

	private final ServerSocketChannel channel;

	@Nullable Path path;

	@Nullable Set<PosixFilePermission> directoryPermissions;

	BindingWatch(ServerSocketChannel channel) {
		super(channel.provider());
		this.channel = channel;
	}

	@Override
	public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
		this.path = ((UnixDomainSocketAddress) local).getPath();
		this.directoryPermissions = Files.getPosixFilePermissions(this.path.getParent());
		this.channel.bind(local, backlog);
		return this;
	}

	@Override
	public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
		this.channel.setOption(name, value);
		return this;
	}

	@Override
	public <T> T getOption(SocketOption<T> name) throws IOException {
		return this.channel.getOption(name);
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return this.channel.supportedOptions();
	}

	@Override
	public ServerSocket socket() {
		return this.channel.socket();
	}

	@Override
	public SocketChannel accept() throws IOException {
		return this.channel.accept();
	}

	@Override
	public SocketAddress getLocalAddress() throws IOException {
		return this.channel.getLocalAddress();
	}

	@Override
	protected void implCloseSelectableChannel() throws IOException {
		this.channel.close();
	}

	@Override
	protected void implConfigureBlocking(boolean block) throws IOException {
		this.channel.configureBlocking(block);
	}

}
