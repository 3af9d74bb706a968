package io.zmqf.autoconfigure;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.zmqf.autoconfigure.RouterProperties.Strategy;
import io.zmqf.info.Disclosure;
import io.zmqf.message.BoundedTime;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeIdentityFile;
import io.zmqf.message.NodeType;
import io.zmqf.message.RequestTracing;
import io.zmqf.router.RouterSettings;
import io.zmqf.router.RoutingStrategy;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.SocketSecurity;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Maps the properties to the settings of the roles. Invalid values are rejected with the
 * name of the property.
 */
class ZmqSettingsFactory {

	private static final Duration LEAST_SILENCE = Duration.ofSeconds(1);

	private static final String CONFIG_FILE = "zmqf.node.config-file";

	private static final AtomicInteger EMBEDDED = new AtomicInteger();

	private final ZmqProperties properties;

	private final boolean inMemory;

	private final ConfiguredAddresses addresses;

	private final PropertiesSecurity security;

	private final Disclosure application;

	private final LoopbackSecurityCheck own;

	private final ClientSettingsFactory clients;

	private final HeartbeatSettingsFactory heartbeats;

	/**
	 * The name of the in-memory endpoint, unique among the applications of the process.
	 */
	private final String embeddedName = "inproc://zmqf-" + EMBEDDED.incrementAndGet();

	/**
	 * Creates the factory.
	 * @param properties the properties
	 * @param inMemory {@code true} if router, worker and client run in memory, regardless
	 * of addresses
	 * @param details the connection details that replace addresses, or {@code null} for
	 * none
	 * @param placeholders the resolver of placeholders in addresses that had no value
	 * when properties were bound
	 * @param security the security of the roles
	 * @param application the description of the application
	 */
	ZmqSettingsFactory(ZmqProperties properties, boolean inMemory, @Nullable ZmqConnectionDetails details,
			UnaryOperator<String> placeholders, PropertiesSecurity security, Disclosure application) {
		this.properties = properties;
		this.inMemory = inMemory;
		this.addresses = new ConfiguredAddresses(inMemory, details, placeholders);
		this.security = security;
		this.application = application;
		this.own = new LoopbackSecurityCheck(properties, security);
		this.clients = new ClientSettingsFactory(properties, this.addresses, security, this.own, this::limits);
		this.heartbeats = new HeartbeatSettingsFactory(properties, this.addresses, security, this.own, this::limits,
				Endpoint.parse(this.embeddedName + "-heartbeat"));
	}

	/**
	 * Whether router, worker and client run in memory.
	 * @return {@code true} if they need no address
	 */
	boolean isInMemory() {
		return this.inMemory;
	}

	/**
	 * Creates the log of single requests of a role.
	 * @param role the name of the role
	 * @return the receiver of the traces of its nodes
	 */
	RequestTracing requestLog(String role) {
		Duration slow = this.properties.log().slowRequests();
		PropertyValidation.requireAtLeast("zmqf.log.slow-requests", slow, Duration.ZERO);
		return new RequestLog(RoleLog.of(role), slow, System::nanoTime);
	}

	/**
	 * Creates the settings of the router.
	 * @param chosen the application's own strategy, or {@code null} for the configured
	 * one
	 * @return the settings
	 */
	RouterSettings router(@Nullable RoutingStrategy chosen) {
		RouterProperties router = this.properties.router();
		Endpoint frontend = routerEndpoint("frontend", router.frontend(), "backend", router.backend());
		Endpoint backend = routerEndpoint("backend", router.backend(), "frontend", router.frontend());
		if (frontend.equals(backend) && !isPortOpen(frontend)) {
			throw new PropertyException("zmqf.router.backend", backend, "is also the address of zmqf.router.frontend",
					"Set one of them to another address.");
		}
		PropertyValidation.requireAtLeast("zmqf.router.queue-capacity", router.queueCapacity(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.queue-wait", router.queueWait(), Duration.ZERO);
		PropertyValidation.requireAtLeast("zmqf.router.request-timeout", router.requestTimeout(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.router.max-timeout", router.maxTimeout(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.router.max-heartbeat-workers", router.maxHeartbeatWorkers(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.queue-max-size", router.maxQueueBytes(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.max-attempts", router.maxAttempts(), 1);
		RouterSettings.Queue queue = new RouterSettings.Queue(router.queueCapacity(), router.maxQueueBytes(),
				router.queueWait());
		return new RouterSettings(frontend, backend, strategy(router.strategy(), chosen), queue, router.maxAttempts(),
				router.requestTimeout(), router.maxTimeout(), router.maxHeartbeatWorkers(), limits(),
				this.security.server("zmqf.router.frontend", List.of(frontend)),
				this.security.workers("zmqf.router.backend", backend), this.security.disclosure(this.application));
	}

	private Endpoint routerEndpoint(String name, @Nullable String address, String otherName, @Nullable String other) {
		if (this.inMemory) {
			return Endpoint.parse(this.embeddedName + "-" + name);
		}
		if (!StringUtils.hasText(address)) {
			throw new PropertyException("zmqf.router." + otherName, other,
					"is set, but zmqf.router." + name + " is not: a router needs both", "Set zmqf.router." + name
							+ " too, to an address such as tcp://*:5556, or remove zmqf.router." + otherName + ".");
		}
		return PropertyValidation.toBind("zmqf.router." + name, address);
	}

	private static @Nullable RoutingStrategy strategy(Strategy strategy, @Nullable RoutingStrategy chosen) {
		if (strategy == Strategy.PROXY && chosen != null) {
			throw new PropertyException("zmqf.router.strategy", "proxy",
					"lets ZeroMQ choose the worker, but there is a RoutingStrategy bean",
					"Remove the property or the bean.");
		}
		if (chosen != null) {
			return chosen;
		}
		return switch (strategy) {
			case LEAST_IN_FLIGHT -> RoutingStrategy.leastInFlight();
			case ROUND_ROBIN -> RoutingStrategy.roundRobin();
			case PROXY -> null;
		};
	}

	/**
	 * Creates the settings of the worker.
	 * @param own the backend of the application's own router, used if no address is set
	 * @return the settings
	 */
	WorkerSettings worker(@Nullable Endpoint own) {
		WorkerProperties worker = this.properties.worker();
		List<Endpoint> routers = PropertyValidation.toConnect("zmqf.worker.router",
				this.addresses.resolve(worker.router(), ZmqConnectionDetails::getWorkerAddresses));
		if (routers.isEmpty() && own != null) {
			routers = List.of(own.forConnecting());
		}
		ClientSecurity shown = this.security.client("zmqf.worker.router", routers);
		this.own.require("zmqf.worker.router", routers, shown, PropertiesSecurity.PEER_KEY);
		PropertyValidation.requireAtLeast("zmqf.worker.expect-return", worker.expectReturn(), Duration.ZERO);
		return working(NodeType.WORKER, routers, worker.concurrency(), worker.prefetch(), worker.maxTimeout(),
				worker.maxCollected(), shown)
			.withExpectReturn(worker.expectReturn());
	}

	/**
	 * Creates the settings of the server.
	 * @return the settings
	 */
	WorkerSettings server() {
		ServerProperties server = this.properties.server();
		List<Endpoint> addresses = server.address()
			.stream()
			.map((address) -> PropertyValidation.toBind("zmqf.server.address", address))
			.toList();
		PropertyValidation.requireAtLeast("zmqf.server.queue-capacity", server.queueCapacity(), 0);
		PropertyValidation.requireAtLeast("zmqf.server.queue-max-size", server.maxQueueBytes(), 0);
		return working(NodeType.SERVER, addresses, server.concurrency(), server.prefetch(), server.maxTimeout(),
				server.maxCollected(), this.security.server("zmqf.server.address", addresses))
			.withQueue(new WorkerSettings.Queue(server.queueCapacity(), server.maxQueueBytes()));
	}

	private WorkerSettings working(NodeType type, List<Endpoint> endpoints, int concurrency, @Nullable Integer prefetch,
			Duration maxTimeout, int maxCollected, SocketSecurity socketSecurity) {
		String prefix = "zmqf." + type.wireName();
		PropertyValidation.requireAtLeast(prefix + ".concurrency", concurrency, 1);
		if (prefetch != null) {
			PropertyValidation.requireAtLeast(prefix + ".prefetch", prefetch, 0);
		}
		PropertyValidation.requireAtLeast(prefix + ".max-timeout", maxTimeout, PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast(prefix + ".max-collected", maxCollected, 1);
		return new WorkerSettings(type, endpoints, identity(type), concurrency,
				(prefetch != null) ? WorkerSettings.Prefetch.of(prefetch) : WorkerSettings.Prefetch.GROWING,
				WorkerSettings.DEFAULT_ANNOUNCE_INTERVAL, limits(), socketSecurity, maxTimeout,
				WorkerSettings.Queue.DEFAULT, Duration.ZERO, this.security.disclosure(this.application), maxCollected);
	}

	/**
	 * Returns the factory of the settings of clients.
	 * @return the factory
	 */
	ClientSettingsFactory clients() {
		return this.clients;
	}

	/**
	 * Returns the factory of the settings of heartbeats.
	 * @return the factory
	 */
	HeartbeatSettingsFactory heartbeats() {
		return this.heartbeats;
	}

	/**
	 * Returns the identity of the application as a client.
	 * @return the identity, which is new for each call unless a file stores it
	 */
	NodeIdentity clientIdentity() {
		return identity(NodeType.CLIENT);
	}

	private NodeIdentity identity(NodeType type) {
		String file = this.properties.node().configFile();
		if (!StringUtils.hasText(file)) {
			return NodeIdentity.random();
		}
		try {
			return new NodeIdentityFile(Path.of(file)).identity(type);
		}
		catch (InvalidPathException ex) {
			throw new PropertyException(CONFIG_FILE, file, "is not a path: " + ex.getReason(),
					"Set it to a file that can be written.", ex);
		}
		catch (IllegalStateException ex) {
			throw new PropertyException(CONFIG_FILE, file, "can't be used: " + ex.getMessage(),
					"Correct the file or its permissions, or set the property to another file.", ex);
		}
	}

	private SocketLimits limits() {
		long messageSize = this.properties.maxMessageSize().toBytes();
		PropertyValidation.requireAtLeast("zmqf.max-message-size", messageSize, 1);
		PropertyValidation.requireAtLeast("zmqf.max-frames", this.properties.maxFrames(), SocketLimits.MIN_FRAMES);
		PropertyValidation.requireAtLeast("zmqf.max-addresses", this.properties.maxAddresses(), 1);
		PropertyValidation.requireAtLeast("zmqf.max-connections", this.properties.maxConnections(), 1);
		PropertyValidation.requireAtLeast("zmqf.high-water-mark", this.properties.highWaterMark(), 1);
		long headersSize = this.properties.maxHeadersSize().toBytes();
		PropertyValidation.requireAtLeast("zmqf.max-headers-size", headersSize, 1);
		return new SocketLimits(messageSize, this.properties.maxFrames(), this.properties.maxAddresses(),
				this.properties.maxConnections(), this.properties.highWaterMark(),
				(int) Math.min(headersSize, Integer.MAX_VALUE), silence());
	}

	private Duration silence() {
		Duration silence = BoundedTime.of(this.properties.maxSilence());
		if (!silence.isZero() && silence.compareTo(LEAST_SILENCE) < 0) {
			throw new PropertyException("zmqf.max-silence", this.properties.maxSilence(), "is too short",
					"Set it to at least 1s, or to 0 for never.");
		}
		return silence;
	}

	private static boolean isPortOpen(Endpoint endpoint) {
		return endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0;
	}

}
