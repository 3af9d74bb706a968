package io.zmqf.transport.internal;

import java.time.Duration;
import java.util.function.Consumer;

import io.zmqf.transport.DropReason;
import io.zmqf.transport.SocketEvent;
import io.zmqf.transport.SocketStatus;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * A listener that passes each notice on, in a way of its own.
 *
 * @since 0.1.0
 */
public abstract class PassingListener implements TransportListener {

	/**
	 * Passes a notice on.
	 * @param source the socket, the host or the event loop, empty for all
	 * @param notice the call of a listener
	 */
	protected abstract void pass(String source, Consumer<TransportListener> notice);

	@Override
	public void socketEvent(String socket, SocketEvent event) {
		pass(socket, (told) -> told.socketEvent(socket, event));
	}

	@Override
	public void stateChanged(String socket, String endpoint, SocketStatus.State state) {
		pass(socket, (told) -> told.stateChanged(socket, endpoint, state));
	}

	@Override
	public void dropped(String socket, DropReason reason) {
		pass(socket, (told) -> told.dropped(socket, reason));
	}

	@Override
	public void dropped(String socket, DropReason reason, byte[][] message) {
		pass(socket, (told) -> told.dropped(socket, reason, message));
	}

	@Override
	public void uncorrelated(String socket, String endpoint) {
		pass(socket, (told) -> told.uncorrelated(socket, endpoint));
	}

	@Override
	public void misdirected(String socket, @Nullable String peer, String detail) {
		pass(socket, (told) -> told.misdirected(socket, peer, detail));
	}

	@Override
	public void rejected(String socket, String endpoint, String detail) {
		pass(socket, (told) -> told.rejected(socket, endpoint, detail));
	}

	@Override
	public void named(String socket, String endpoint, String name) {
		pass(socket, (told) -> told.named(socket, endpoint, name));
	}

	@Override
	public void severalAddresses(String host, int addresses) {
		pass(host, (told) -> told.severalAddresses(host, addresses));
	}

	@Override
	public void loopFailed(String socket, Throwable failure) {
		pass(socket, (told) -> told.loopFailed(socket, failure));
	}

	@Override
	public void loopBlocked(String loop, Duration time, StackTraceElement[] place) {
		pass(loop, (told) -> told.loopBlocked(loop, time, place));
	}

	@Override
	public void loopUnblocked(String loop, Duration time) {
		pass(loop, (told) -> told.loopUnblocked(loop, time));
	}

	@Override
	public void ioFailed(Throwable failure) {
		pass("", (told) -> told.ioFailed(failure));
	}

	@Override
	public void ioBroken(Throwable failure) {
		pass("", (told) -> told.ioBroken(failure));
	}

}
