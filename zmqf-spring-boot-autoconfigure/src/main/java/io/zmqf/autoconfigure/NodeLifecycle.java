package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a node with the application: before a web server opens, and after it
 * has closed. Stopping waits for requests in flight, on a thread of its own and a little
 * less long than the application waits for the phase.
 */
abstract class NodeLifecycle implements SmartLifecycle, DisposableBean {

	/** Below the phases in which a web server starts and stops. */
	static final int WORKER_PHASE = SmartLifecycle.DEFAULT_PHASE - 4 * 1024;

	/** Handlers that are still at work may have a request to make. */
	static final int CLIENT_PHASE = WORKER_PHASE - 1024;

	/** A client or a worker is alive until it has stopped. */
	static final int HEARTBEAT_SENDER_PHASE = CLIENT_PHASE - 512;

	static final int ROUTER_PHASE = CLIENT_PHASE - 1024;

	/** While it stops, a router still wants to know which workers are gone. */
	static final int HEARTBEAT_RECEIVER_PHASE = ROUTER_PHASE - 512;

	private final String role;

	private final int phase;

	/** The properties that addresses come from. */
	private final Map<Endpoint, String> addresses;

	private final RoleContext context;

	private volatile boolean running;

	private @Nullable CountDownLatch keptAlive;

	/**
	 * Creates the lifecycle.
	 * @param role the name of the role in events
	 * @param phase the phase in which it starts and stops
	 * @param addresses the property of each address that the node binds
	 * @param context the context of all roles
	 */
	NodeLifecycle(String role, int phase, Map<Endpoint, String> addresses, RoleContext context) {
		this.role = role;
		this.phase = phase;
		this.addresses = addresses;
		this.context = context;
	}

	/**
	 * Starts the node.
	 * @return the line for the log
	 */
	abstract String startNode();

	/**
	 * Stops the node.
	 * @param timeout the maximum time to wait for requests in flight
	 */
	abstract void stopNode(Duration timeout);

	/**
	 * The addresses of the node.
	 * @return its endpoints, with the real ports once it has started
	 */
	abstract List<Endpoint> endpoints();

	static String join(List<Endpoint> endpoints) {
		return endpoints.stream().map(Endpoint::toString).distinct().collect(Collectors.joining(", "));
	}

	/** Tells that the node will bind its addresses. */
	final void announceStart() {
		this.context.listener().starting(this.role, endpoints().stream().map(Endpoint::toString).toList());
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

	@Override
	public final void start() {
		try {
			RoleLog.of(this.role).info(startNode());
		}
		catch (TransportException ex) {
			throw explain(ex);
		}
		this.running = true;
		if (servesOthers()) {
			keepAlive();
		}
		this.context.listener().started(this.role, endpoints().stream().map(Endpoint::toString).toList());
	}

	/**
	 * Whether the application is there for others: it does not end while it serves them.
	 * @return {@code true} for a node with an address outside of the process
	 */
	boolean servesOthers() {
		return !endpoints().stream().allMatch(Endpoint.Inproc.class::isInstance);
	}

	/** All other threads of the library are daemons, as those of a client have to be. */
	private void keepAlive() {
		CountDownLatch stopped = new CountDownLatch(1);
		this.keptAlive = stopped;
		Thread thread = new Thread(() -> {
			try {
				stopped.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "zmqf-" + this.role + "-await");
		thread.setDaemon(false);
		thread.start();
	}

	private PropertyException explain(TransportException ex) {
		Endpoint endpoint = ex.getEndpoint();
		String property = this.addresses.getOrDefault(endpoint, "zmqf");
		return switch (ex.getReason()) {
			case ADDRESS_IN_USE -> new PropertyException(property, endpoint, "can't be bound: the address is in use",
					"Stop the process that listens there, or set " + property + " to another address; with port 0 the "
							+ "system chooses a free one.",
					ex);
			case ADDRESS_NOT_AVAILABLE -> new PropertyException(property, endpoint,
					"can't be used: the host is unknown or not one of this machine's",
					"Set " + property + " to an address of this machine, or with * as the host to all of them.", ex);
			case UNSUPPORTED, FAILED -> new PropertyException(property, endpoint, "can't be used: " + ex.getMessage(),
					"Set " + property + " to another address.", ex);
		};
	}

	@Override
	public final void stop() {
		this.running = false;
		this.context.listener().stopping(this.role, endpoints().stream().map(Endpoint::toString).toList());
		try {
			stopNode(this.context.stopTimeout());
		}
		finally {
			if (this.keptAlive != null) {
				this.keptAlive.countDown();
			}
		}
		this.context.listener().stopped(this.role);
	}

	@Override
	public final void stop(Runnable callback) {
		this.context.stop("zmqf-" + this.role + "-stop", this::stop, callback);
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	/** Stops a node that a failed start of the application left running. */
	@Override
	public final void destroy() {
		if (this.running) {
			stop();
		}
	}

}
