package io.zmqf.autoconfigure;

import io.zmqf.transport.nio.NioTransport;

import org.springframework.context.SmartLifecycle;

/**
 * Releases the threads and selectors of the transport after all nodes have stopped, as
 * before a checkpoint. The next node that starts opens them anew.
 */
final class TransportLifecycle implements SmartLifecycle {

	private final NioTransport transport;

	private volatile boolean running;

	TransportLifecycle(NioTransport transport) {
		this.transport = transport;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.transport.release();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** The first to start, and the last to stop. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
