package io.zmqf.autoconfigure;

import java.time.Duration;

import io.zmqf.transport.Endpoint;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a node with the application: before a web server opens, and after it
 * has closed. Stopping waits for what is in hand, on a thread of its own and a little
 * less long than the application waits for it.
 */
final class NodeLifecycle implements SmartLifecycle, DisposableBean {

	/** Below the phases in which a web server starts and stops. */
	static final int WORKER_PHASE = SmartLifecycle.DEFAULT_PHASE - 4 * 1024;

	/** Handlers that are still at work may have a request to make. */
	static final int CLIENT_PHASE = WORKER_PHASE - 1024;

	/** A client or a worker is alive until it has stopped. */
	static final int HEARTBEAT_SENDER_PHASE = CLIENT_PHASE - 512;

	static final int ROUTER_PHASE = CLIENT_PHASE - 1024;

	/** While it stops, a router still wants to know which workers are gone. */
	static final int HEARTBEAT_RECEIVER_PHASE = ROUTER_PHASE - 512;

	/** What happens while roles start and stop is told, too. */
	static final int EVENT_PHASE = ROUTER_PHASE - 1024;

	private static final Duration LONGEST_MARGIN = Duration.ofSeconds(1);

	private final ApplicationNode node;

	private final RoleAnnouncements announcements;

	private final Duration stopTimeout;

	private volatile boolean running;

	/**
	 * Creates the lifecycle.
	 * @param node what to start and stop
	 * @param announcements who is told of it
	 * @param properties how long the application waits for a phase to stop
	 */
	NodeLifecycle(ApplicationNode node, RoleAnnouncements announcements, LifecycleProperties properties) {
		this.node = node;
		this.announcements = announcements;
		this.stopTimeout = stopTimeout(properties);
	}

	/** A little less than the application waits. */
	static Duration stopTimeout(LifecycleProperties properties) {
		Duration phase = properties.getTimeoutPerShutdownPhase();
		Duration margin = phase.dividedBy(10);
		return phase.minus((margin.compareTo(LONGEST_MARGIN) < 0) ? margin : LONGEST_MARGIN);
	}

	@Override
	public int getPhase() {
		return this.node.phase();
	}

	@Override
	public void start() {
		this.node.start();
		this.running = true;
		this.announcements.started(this.node.name(), this.node.endpoints().stream().map(Endpoint::toString).toList());
	}

	@Override
	public void stop() {
		this.running = false;
		this.node.stop(this.stopTimeout);
		this.announcements.stopped(this.node.name());
	}

	@Override
	public void stop(Runnable callback) {
		stop("zmqf-" + this.node.name() + "-stop", this::stop, callback);
	}

	/** Stops on a thread of its own. */
	static void stop(String thread, Runnable stop, Runnable callback) {
		new Thread(() -> {
			try {
				stop.run();
			}
			finally {
				callback.run();
			}
		}, thread).start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Stops what a failed start of the application left running. */
	@Override
	public void destroy() {
		if (this.running) {
			stop();
		}
	}

}
