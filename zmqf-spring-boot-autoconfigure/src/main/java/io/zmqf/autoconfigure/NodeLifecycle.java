package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.zmqf.heartbeat.HeartbeatReceiver;
import io.zmqf.heartbeat.HeartbeatSender;
import io.zmqf.message.NodeType;
import io.zmqf.router.Router;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.TransportException;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a node with the application. The node starts before a web server
 * starts and stops after the web server has stopped. It stops on a thread of its own.
 * Requests in flight have slightly less time to complete than the shutdown phase.
 */
final class NodeLifecycle implements SmartLifecycle, SmartInitializingSingleton, DisposableBean {

	/** Below the phases in which a web server starts and stops. */
	static final int WORKER_PHASE = SmartLifecycle.DEFAULT_PHASE - 4 * 1024;

	/**
	 * Below the phase of workers, as handlers may still send requests while a worker
	 * stops.
	 */
	static final int CLIENT_PHASE = WORKER_PHASE - 1024;

	/**
	 * Below the phases of clients and workers, which announce heartbeats until they have
	 * stopped.
	 */
	static final int HEARTBEAT_SENDER_PHASE = CLIENT_PHASE - 512;

	static final int ROUTER_PHASE = CLIENT_PHASE - 1024;

	/** Below the phase of routers, which need to detect lost workers while they stop. */
	static final int HEARTBEAT_RECEIVER_PHASE = ROUTER_PHASE - 512;

	private static final String SERVER = NodeType.SERVER.wireName();

	private static final String HEARTBEAT = "heartbeat-";

	private final String role;

	private final int phase;

	private final RoleContext context;

	private final Supplier<List<Endpoint>> endpoints;

	private final Function<Endpoint, String> properties;

	private final Supplier<String> starting;

	private final Consumer<Duration> stopping;

	private volatile boolean running;

	private @Nullable Timer keptAlive;

	/**
	 * Creates the lifecycle.
	 * @param role the name of the role in events
	 * @param phase the phase in which it starts and stops
	 * @param context the context of all roles
	 * @param endpoints a supplier of the addresses of the node, with the bound ports once
	 * it has started
	 * @param properties a function from an address to the name of its property
	 * @param starting starts the node and returns the line to log
	 * @param stopping stops the node, with the maximum time to wait for requests in
	 * flight
	 */
	private NodeLifecycle(String role, int phase, RoleContext context, Supplier<List<Endpoint>> endpoints,
			Function<Endpoint, String> properties, Supplier<String> starting, Consumer<Duration> stopping) {
		this.role = role;
		this.phase = phase;
		this.context = context;
		this.endpoints = endpoints;
		this.properties = properties;
		this.starting = starting;
		this.stopping = stopping;
	}

	static NodeLifecycle of(Router router, RoleContext context) {
		return new NodeLifecycle("router", ROUTER_PHASE, context, () -> List.of(router.frontend(), router.backend()),
				(endpoint) -> endpoint.equals(router.frontend()) ? "zmqf.router.frontend" : "zmqf.router.backend",
				() -> {
					router.start();
					return "Router accepts clients at " + router.frontend() + " and workers at " + router.backend();
				}, router::stop);
	}

	/** Creates the lifecycle of a worker, which connects, or of a server, which binds. */
	static NodeLifecycle of(Worker worker, HandlerRegistry handlers, boolean inMemory, RoleContext context) {
		String role = worker.type().wireName();
		boolean server = role.equals(SERVER);
		String property = server ? "zmqf.server.address" : "zmqf.worker.router";
		return new NodeLifecycle(role, WORKER_PHASE, context, worker::endpoints, (endpoint) -> property, () -> {
			worker.start();
			int events = handlers.events().size();
			if (events == 0 && !inMemory) {
				RoleLog.of(role)
					.warn("The " + role
							+ " has no handler, and rejects every request. Declare a bean with a @ZmqHandler "
							+ "method, here or in a child context, or remove " + property);
			}
			return (server ? "Server accepts clients at " : "Worker connects to ") + join(worker.endpoints())
					+ ", with handlers for " + events + ((events == 1) ? " event" : " events")
					+ (server ? "" : ", as " + worker.identity());
		}, worker::stop);
	}

	static NodeLifecycle of(HeartbeatReceiver receiver, RoleContext context) {
		return new NodeLifecycle(HEARTBEAT + "receiver", HEARTBEAT_RECEIVER_PHASE, context,
				() -> List.of(receiver.endpoint()), (endpoint) -> Roles.HEARTBEAT_ADDRESS, () -> {
					receiver.start();
					return "Heartbeats are received at " + receiver.endpoint();
				}, (timeout) -> receiver.stop());
	}

	static NodeLifecycle of(HeartbeatSenders senders, RoleContext context) {
		return new NodeLifecycle(HEARTBEAT + "sender", HEARTBEAT_SENDER_PHASE, context, senders::endpoints,
				(endpoint) -> Roles.HEARTBEAT_ADDRESS, () -> {
					senders.all().forEach(HeartbeatSender::start);
					return "Heartbeats are sent to " + join(senders.endpoints());
				}, (timeout) -> senders.all().forEach(HeartbeatSender::stop));
	}

	private static String join(List<Endpoint> endpoints) {
		return endpoints.stream().map(Endpoint::toString).distinct().collect(Collectors.joining(", "));
	}

	private List<String> addresses() {
		return this.endpoints.get().stream().map(Endpoint::toString).toList();
	}

	/** Announces a server before its start, because clients start before servers. */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.role.equals(SERVER)) {
			this.context.listener().starting(this.role, addresses());
		}
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	@Override
	public void start() {
		try {
			RoleLog.of(this.role).info(this.starting.get());
		}
		catch (TransportException ex) {
			throw explain(ex);
		}
		this.running = true;
		if (servesOthers()) {
			// keeps the JVM running, as all other threads of the library are daemons
			this.keptAlive = new Timer("zmqf-" + this.role + "-await", false);
		}
		this.context.listener().started(this.role, addresses());
	}

	/** Whether other processes can send requests to the node. */
	private boolean servesOthers() {
		return !this.role.startsWith(HEARTBEAT)
				&& !this.endpoints.get().stream().allMatch(Endpoint.Inproc.class::isInstance);
	}

	private PropertyException explain(TransportException ex) {
		Endpoint endpoint = ex.getEndpoint();
		String property = this.properties.apply(endpoint);
		return switch (ex.getReason()) {
			case ADDRESS_IN_USE -> inUse(property, endpoint, ex);
			case ADDRESS_NOT_AVAILABLE -> new PropertyException(property, endpoint,
					"can't be used: the host is unknown, or is not an address of this machine",
					"Set " + property + " to an address of this machine, or use * as the host for all interfaces.", ex);
			case UNSUPPORTED, FAILED -> new PropertyException(property, endpoint, "can't be used: " + ex.getMessage(),
					"Set " + property + " to another address.", ex);
		};
	}

	private static PropertyException inUse(String property, Endpoint endpoint, TransportException ex) {
		if (endpoint instanceof Endpoint.Ipc && ex.getCause() != null) {
			return new PropertyException(property, endpoint, "can't be bound: " + ex.getCause().getMessage(),
					"Stop the process that serves the file, remove the file, or set " + property
							+ " to another address.",
					ex);
		}
		return new PropertyException(property, endpoint, "can't be bound: the address is in use",
				"Stop the process that listens there, or set " + property + " to another address; with port 0 the "
						+ "system chooses a free one.",
				ex);
	}

	@Override
	public void stop() {
		this.running = false;
		this.context.listener().stopping(this.role, addresses());
		try {
			this.stopping.accept(this.context.stopTimeout());
		}
		finally {
			if (this.keptAlive != null) {
				this.keptAlive.cancel();
			}
		}
		this.context.listener().stopped(this.role);
	}

	@Override
	public void stop(Runnable callback) {
		this.context.stop("zmqf-" + this.role + "-stop", this::stop, callback);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Stops a node that is still running after a failed start of the application. */
	@Override
	public void destroy() {
		if (this.running) {
			stop();
		}
	}

}
