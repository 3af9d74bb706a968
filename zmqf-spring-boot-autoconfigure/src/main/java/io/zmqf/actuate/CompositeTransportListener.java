package io.zmqf.actuate;

import java.time.Duration;
import java.util.Collection;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/** Several listeners to sockets. */
final class CompositeTransportListener extends CompositeListener<TransportListener> implements TransportListener {

	CompositeTransportListener(Collection<? extends TransportListener> listeners) {
		super(listeners);
	}

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		tell((listener) -> listener.socketEvent(socket, event));
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		tell((listener) -> listener.stateChanged(socket, endpoint, state));
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		tell((listener) -> listener.dropped(socket, reason));
	}

	@Override
	public void dropped(String socket, DropReason reason, byte[][] message) {
		tell((listener) -> listener.dropped(socket, reason, message));
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		tell((listener) -> listener.uncorrelated(socket, endpoint));
	}

	@Override
	public void misdirected(String socket, @Nullable String peer, String detail) {
		tell((listener) -> listener.misdirected(socket, peer, detail));
	}

	@Override
	public void rejected(String socket, String endpoint, String detail) {
		tell((listener) -> listener.rejected(socket, endpoint, detail));
	}

	@Override
	public void severalAddresses(String host, int addresses) {
		tell((listener) -> listener.severalAddresses(host, addresses));
	}

	@Override
	public void named(String socket, String endpoint, String name) {
		tell((listener) -> listener.named(socket, endpoint, name));
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		tell((listener) -> listener.loopFailed(socket, failure));
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		tell((listener) -> listener.loopBlocked(loop, time, place));
	}

	@Override
	public void loopUnblocked(String loop, Duration time) {
		tell((listener) -> listener.loopUnblocked(loop, time));
	}

	@Override
	public void ioFailed(Throwable failure) {
		tell((listener) -> listener.ioFailed(failure));
	}

	@Override
	public void ioBroken(Throwable failure) {
		tell((listener) -> listener.ioBroken(failure));
	}

}
