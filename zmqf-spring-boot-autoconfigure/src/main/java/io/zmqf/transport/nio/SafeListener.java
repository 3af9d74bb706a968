package io.zmqf.transport.nio;

import java.util.function.Consumer;

import io.zmqf.transport.TransportListener;
import io.zmqf.transport.internal.PassingListener;

/** Keeps what a listener throws away from event loops and roles. */
final class SafeListener extends PassingListener {

	private final TransportListener listener;

	SafeListener(TransportListener listener) {
		this.listener = listener;
	}

	@Override
	protected void pass(String source, Consumer<TransportListener> notice) {
		try {
			notice.accept(this.listener);
		}
		catch (Throwable ex) {
			loopFailed(source, ex);
		}
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

}
