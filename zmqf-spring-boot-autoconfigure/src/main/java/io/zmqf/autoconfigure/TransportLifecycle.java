package io.zmqf.autoconfigure;

import io.zmqf.transport.nio.NioTransport;

import org.springframework.context.SmartLifecycle;

/**
 * Releases the threads and selectors of the transport after all nodes have stopped, for
 * example before a checkpoint. The next node that starts opens them again.
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

	/** Starts first and stops last. */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
