package io.zmqf.transport.ipc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/**
 * What the constructor of JeroMQ's engine takes for a TCP channel: it switches it to
 * non-blocking and asks for its addresses. Nothing is opened, nothing has to be closed,
 * and whatever else is asked of it fails.
 */
final class AddressOnlyChannel extends SocketChannel {

	private static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

	AddressOnlyChannel() {
		super(SelectorProvider.provider());
	}

	@Override
	public SocketAddress getRemoteAddress() {
		return ADDRESS;
	}

	@Override
	public SocketAddress getLocalAddress() {
		return ADDRESS;
	}

	@Override
	protected void implConfigureBlocking(boolean block) {
		// nothing ever blocks on it
	}

	@Override
	protected void implCloseSelectableChannel() {
		// nothing was opened
	}

	@Override
	public boolean isConnected() {
		return true;
	}

	@Override
	public boolean isConnectionPending() {
		return false;
	}

	@Override
	public Set<SocketOption<?>> supportedOptions() {
		return Set.of();
	}

	@Override
	public SocketChannel bind(SocketAddress local) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean connect(SocketAddress remote) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean finishConnect() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket socket() {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> SocketChannel setOption(SocketOption<T> name, T value) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> T getOption(SocketOption<T> name) {
		throw new UnsupportedOperationException();
	}

	@Override
	public SocketChannel shutdownInput() {
		throw new UnsupportedOperationException();
	}

	@Override
	public SocketChannel shutdownOutput() {
		throw new UnsupportedOperationException();
	}

	@Override
	public int read(ByteBuffer target) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long read(ByteBuffer[] targets, int offset, int length) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int write(ByteBuffer source) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int length) {
		throw new UnsupportedOperationException();
	}

}
