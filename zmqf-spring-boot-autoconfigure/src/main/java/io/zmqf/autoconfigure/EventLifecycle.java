package io.zmqf.autoconfigure;

import io.zmqf.actuate.event.EventPublisher;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/** Has events published from before the first role starts until the last one stopped. */
final class EventLifecycle implements SmartLifecycle, DisposableBean {

	private final EventPublisher publisher;

	EventLifecycle(EventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public int getPhase() {
		return NodeLifecycle.EVENT_PHASE;
	}

	@Override
	public void start() {
		this.publisher.start();
	}

	@Override
	public void stop() {
		this.publisher.stop();
	}

	@Override
	public boolean isRunning() {
		return this.publisher.isRunning();
	}

	/** Ends what a failed start of the application left running. */
	@Override
	public void destroy() {
		stop();
	}

}
