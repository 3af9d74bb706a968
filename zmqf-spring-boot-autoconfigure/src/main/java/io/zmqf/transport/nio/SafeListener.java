package io.zmqf.transport.nio;

import java.time.Duration;
import java.util.function.Consumer;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/** Keeps what a listener throws away from event loops and roles. */
final class SafeListener implements TransportListener {

	private final TransportListener listener;

	SafeListener(TransportListener listener) {
		this.listener = listener;
	}

	private void notify(String socket, Consumer<TransportListener> notice) {
		try {
			notice.accept(this.listener);
		}
		catch (Throwable ex) {
			loopFailed(socket, ex);
		}
	}

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		notify(socket, (told) -> told.socketEvent(socket, event));
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		notify(socket, (told) -> told.stateChanged(socket, endpoint, state));
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		notify(socket, (told) -> told.dropped(socket, reason));
	}

	@Override
	public void dropped(String socket, DropReason reason, byte[][] message) {
		notify(socket, (told) -> told.dropped(socket, reason, message));
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		notify(socket, (told) -> told.uncorrelated(socket, endpoint));
	}

	@Override
	public void misdirected(String socket, @Nullable String peer, String detail) {
		notify(socket, (told) -> told.misdirected(socket, peer, detail));
	}

	@Override
	public void rejected(String socket, String endpoint, String detail) {
		notify(socket, (told) -> told.rejected(socket, endpoint, detail));
	}

	@Override
	public void named(String socket, String endpoint, String name) {
		notify(socket, (told) -> told.named(socket, endpoint, name));
	}

	@Override
	public void severalAddresses(String host, int addresses) {
		notify(host, (told) -> told.severalAddresses(host, addresses));
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		try {
			this.listener.loopFailed(socket, failure);
		}
		catch (Throwable ex) {
			// the report itself has failed, for want of memory mostly
		}
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		notify(loop, (told) -> told.loopBlocked(loop, time, place));
	}

	@Override
	public void loopUnblocked(String loop, Duration time) {
		notify(loop, (told) -> told.loopUnblocked(loop, time));
	}

	@Override
	public void ioFailed(Throwable failure) {
		notify("", (told) -> told.ioFailed(failure));
	}

	@Override
	public void ioBroken(Throwable failure) {
		notify("", (told) -> told.ioBroken(failure));
	}

}
