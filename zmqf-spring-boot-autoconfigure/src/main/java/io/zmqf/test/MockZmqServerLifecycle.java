package io.zmqf.test;

import org.springframework.context.SmartLifecycle;

/**
 * Binds the server before clients connect, and again after its context was paused.
 *
 * @param server the server
 */
record MockZmqServerLifecycle(MockZmqServer server) implements SmartLifecycle {

	@Override
	public void start() {
		this.server.open();
	}

	@Override
	public void stop() {
		this.server.close();
	}

	@Override
	public boolean isRunning() {
		return this.server.isOpen();
	}

	@Override
	public int getPhase() {
		return 0;
	}

}
