package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.zmqf.autoconfigure.ZmqProperties.Router.Strategy;
import io.zmqf.client.ClientSettings;
import io.zmqf.client.Correlation;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
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
 * From properties to the settings of the roles; nobody else reads them. What is not
 * allowed is refused here, with the property's name.
 */
class ZmqSettingsFactory {

	private static final AtomicInteger EMBEDDED = new AtomicInteger();

	private static final String SERVER_KEY = "zmqf.security.client.server-key";

	private final ZmqProperties properties;

	private final boolean inMemory;

	private final @Nullable ZmqConnectionDetails details;

	private final NodeIdentities identities;

	private final PropertiesSecurity security;

	private final LoopbackSecurityCheck own;

	/** Other applications of the process have their own. */
	private final String embeddedName = "inproc://zmqf-" + EMBEDDED.incrementAndGet();

	/**
	 * Creates the mapping.
	 * @param properties the properties
	 * @param inMemory whether router, worker and client run in memory, whatever addresses
	 * are set
	 * @param details the connection details that replace addresses, or {@code null}
	 * @param security what secures the roles
	 */
	ZmqSettingsFactory(ZmqProperties properties, boolean inMemory, @Nullable ZmqConnectionDetails details,
			PropertiesSecurity security) {
		this.properties = properties;
		this.inMemory = inMemory;
		this.details = inMemory ? null : details;
		this.security = security;
		this.own = new LoopbackSecurityCheck(properties, security);
		this.identities = new NodeIdentities(properties.getNode().getConfigFile());
	}

	/**
	 * Whether router, worker and client run inside the application, by themselves.
	 * @return {@code true} if no address is set
	 */
	boolean isInMemory() {
		return this.inMemory;
	}

	/**
	 * How the router works.
	 * @param chosen the application's own strategy, {@code null} for the one that is set
	 * @return the settings
	 */
	RouterSettings router(@Nullable RoutingStrategy chosen) {
		ZmqProperties.Router router = this.properties.getRouter();
		Endpoint frontend = routerEndpoint("frontend", router.getFrontend(), "backend", router.getBackend());
		Endpoint backend = routerEndpoint("backend", router.getBackend(), "frontend", router.getFrontend());
		if (frontend.equals(backend) && !isPortOpen(frontend)) {
			throw new PropertyException("zmqf.router.backend", backend, "is the address of zmqf.router.frontend too",
					"Set one of them to another address.", null);
		}
		PropertyValidation.requireAtLeast("zmqf.router.queue-capacity", router.getQueueCapacity(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.queue-wait", router.getQueueWait(), Duration.ZERO);
		PropertyValidation.requireAtLeast("zmqf.router.request-timeout", router.getRequestTimeout(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.router.max-timeout", router.getMaxTimeout(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.router.max-heartbeat-workers", router.getMaxHeartbeatWorkers(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.queue-max-size", router.getQueueMaxSize().toBytes(), 0);
		PropertyValidation.requireAtLeast("zmqf.router.max-attempts", router.getMaxAttempts(), 1);
		RouterSettings.Queue queue = new RouterSettings.Queue(router.getQueueCapacity(),
				router.getQueueMaxSize().toBytes(), router.getQueueWait());
		return new RouterSettings(frontend, backend, strategy(router.getStrategy(), chosen), queue,
				router.getMaxAttempts(), router.getRequestTimeout(), router.getMaxTimeout(),
				router.getMaxHeartbeatWorkers(), limits(),
				this.security.server("zmqf.router.frontend", List.of(frontend)),
				this.security.workers("zmqf.router.backend", backend));
	}

	private Endpoint routerEndpoint(String name, @Nullable String address, String otherName, @Nullable String other) {
		if (this.inMemory) {
			return Endpoint.parse(this.embeddedName + "-" + name);
		}
		if (!StringUtils.hasText(address)) {
			throw new PropertyException("zmqf.router." + otherName, other,
					"is set, but zmqf.router." + name + " is not: a router needs both", "Set zmqf.router." + name
							+ " too, to an address such as tcp://*:5556, or remove zmqf.router." + otherName + ".",
					null);
		}
		return PropertyValidation.toBind("zmqf.router." + name, address);
	}

	private static @Nullable RoutingStrategy strategy(Strategy strategy, @Nullable RoutingStrategy chosen) {
		if (strategy == Strategy.PROXY && chosen != null) {
			throw new PropertyException("zmqf.router.strategy", "proxy",
					"leaves the choice of a worker to ZeroMQ, but there is a RoutingStrategy bean",
					"Remove the property or the bean.", null);
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
	 * How the worker works.
	 * @param own the backend of the application's own router, used where no address is
	 * set
	 * @return the settings
	 */
	WorkerSettings worker(@Nullable Endpoint own) {
		ZmqProperties.Worker worker = this.properties.getWorker();
		List<Endpoint> routers = PropertyValidation.toConnect("zmqf.worker.router",
				addresses(worker.getRouter(), ZmqConnectionDetails::getWorkerAddresses));
		if (routers.isEmpty() && own != null) {
			routers = List.of(own.forConnecting());
		}
		ClientSecurity shown = this.security.client("zmqf.worker.router", routers);
		this.own.require("zmqf.worker.router", routers, shown, SERVER_KEY);
		return working(NodeType.WORKER, routers, worker.getConcurrency(), worker.getPrefetch(), shown);
	}

	/**
	 * How the server works.
	 * @return the settings
	 */
	WorkerSettings server() {
		ZmqProperties.Server server = this.properties.getServer();
		List<Endpoint> addresses = new ArrayList<>();
		for (String address : server.getAddress()) {
			addresses.add(PropertyValidation.toBind("zmqf.server.address", address));
		}
		return working(NodeType.SERVER, addresses, server.getConcurrency(), server.getPrefetch(),
				this.security.server("zmqf.server.address", addresses));
	}

	private WorkerSettings working(NodeType type, List<Endpoint> endpoints, int concurrency, @Nullable Integer prefetch,
			SocketSecurity socketSecurity) {
		String prefix = "zmqf." + type.wireName();
		PropertyValidation.requireAtLeast(prefix + ".concurrency", concurrency, 1);
		if (prefetch != null) {
			PropertyValidation.requireAtLeast(prefix + ".prefetch", prefetch, 0);
		}
		return new WorkerSettings(type, endpoints, this.identities.of(type), concurrency,
				(prefetch != null) ? WorkerSettings.Prefetch.of(prefetch) : WorkerSettings.Prefetch.GROWING,
				WorkerSettings.DEFAULT_ANNOUNCE_INTERVAL, limits(), socketSecurity);
	}

	/**
	 * Whether a client has an address of its own, and does not lead to the application's
	 * own router or server.
	 * @param name its name, or {@code null} for the client of {@code zmqf.client}
	 * @return {@code true} if its address is set
	 */
	boolean hasAddress(@Nullable String name) {
		ZmqProperties.Client client = (name != null) ? named(name) : this.properties.getClient();
		return addresses(name, client).stream().anyMatch(StringUtils::hasText);
	}

	/** Connection details replace the addresses of the client that is not named. */
	private List<String> addresses(@Nullable String name, ZmqProperties.Client client) {
		return (name != null) ? (this.inMemory ? List.of() : client.getAddress())
				: addresses(client.getAddress(), ZmqConnectionDetails::getClientAddresses);
	}

	private List<String> addresses(List<String> ofProperty, Function<ZmqConnectionDetails, List<String>> ofDetails) {
		if (this.inMemory) {
			return List.of();
		}
		List<String> replaced = (this.details != null) ? ofDetails.apply(this.details) : List.of();
		return replaced.isEmpty() ? ofProperty : replaced;
	}

	private ZmqProperties.Client named(String name) {
		return this.properties.getClients().getOrDefault(name, new ZmqProperties.Client());
	}

	/**
	 * How the client works.
	 * @param own the address of the application's own router or server, used where no
	 * address is set
	 * @return the settings
	 * @throws UnusableClientException if the application has a client because it has a
	 * router or a server, which does not let it in
	 */
	ClientSettings client(@Nullable Endpoint own) {
		return client(null, "zmqf.client", this.properties.getClient(), own);
	}

	/**
	 * How a further client works.
	 * @param name its name
	 * @param own as for the client
	 * @return the settings
	 */
	ClientSettings client(String name, @Nullable Endpoint own) {
		return client(name, "zmqf.clients." + name, named(name), own);
	}

	private ClientSettings client(@Nullable String name, String prefix, ZmqProperties.Client client,
			@Nullable Endpoint own) {
		List<Endpoint> addresses = PropertyValidation.toConnect(prefix + ".address", addresses(name, client));
		boolean implied = addresses.isEmpty();
		if (implied) {
			addresses = List.of(ownAddress(prefix, own));
		}
		ClientSecurity shown = security(name, prefix, addresses, client, implied);
		String serverKey = StringUtils.hasText(client.getServerKey()) ? prefix + ".server-key" : SERVER_KEY;
		if (implied) {
			this.own.requireOwn(prefix, addresses.get(0), shown, serverKey);
		}
		else {
			this.own.require(prefix + ".address", addresses, shown, serverKey);
		}
		PropertyValidation.requireAtLeast(prefix + ".timeout", client.getTimeout(), PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast(prefix + ".connections", client.getConnections(), 1);
		if (client.getCorrelation() == Correlation.ENVELOPE
				&& client.getConnections() != ClientSettings.DEFAULT_CONNECTIONS) {
			throw new PropertyException(prefix + ".connections", client.getConnections(),
					"is set, but " + prefix + ".correlation=none is not, which alone has several connections",
					"Set that, too, or remove the property.", null);
		}
		return new ClientSettings((name != null) ? "client[" + name + "]" : "client", addresses, client.getTimeout(),
				client.getCorrelation(), client.getConnections(), limits(), shown);
	}

	private ClientSecurity security(@Nullable String name, String prefix, List<Endpoint> addresses,
			ZmqProperties.Client client, boolean implied) {
		try {
			return this.security.client(prefix + ".address", addresses, client.getServerKey(), prefix + ".server-key");
		}
		catch (PropertyException ex) {
			throw (implied && name == null) ? new UnusableClientException(ex) : ex;
		}
	}

	private static Endpoint ownAddress(String prefix, @Nullable Endpoint own) {
		if (own == null) {
			throw new PropertyException(prefix + ".address", null,
					"is not set, and the application has no router or server of its own",
					"Set it to the address of a router's frontend or of a server, such as tcp://router-host:5555.",
					null);
		}
		return own.forConnecting();
	}

	/**
	 * How the client makes requests again.
	 * @return the settings, {@code null} where it does not
	 */
	@Nullable ClientRetry retry() {
		return ClientRetry.of("zmqf.client", this.properties.getClient());
	}

	/**
	 * How a further client makes requests again.
	 * @param name its name
	 * @return as for the client
	 */
	@Nullable ClientRetry retry(String name) {
		return ClientRetry.of("zmqf.clients." + name, named(name));
	}

	/**
	 * How heartbeats are received.
	 * @return the settings
	 */
	HeartbeatSettings heartbeatReceiver() {
		List<String> addresses = heartbeatAddresses();
		if (addresses.size() > 1) {
			throw new PropertyException(Roles.HEARTBEAT_ADDRESS, String.join(",", addresses),
					"has several addresses, of which a router or a server can bind one only",
					"Set it to the one address where this application receives heartbeats, such as tcp://*:5557.",
					null);
		}
		Endpoint endpoint = addresses.isEmpty() ? Endpoint.parse(this.embeddedName + "-heartbeat")
				: PropertyValidation.toBind(Roles.HEARTBEAT_ADDRESS, addresses.get(0));
		return heartbeat(endpoint).withSecurity(this.security.server(Roles.HEARTBEAT_ADDRESS, List.of(endpoint)),
				ClientSecurity.NONE);
	}

	/**
	 * How heartbeats are sent to the application's own receiver.
	 * @return the settings
	 */
	HeartbeatSettings ownHeartbeatSender() {
		HeartbeatSettings settings = sent(heartbeatReceiver());
		this.own.requireOwn(Roles.HEARTBEAT_ADDRESS, settings.endpoint(), settings.senderSecurity(), SERVER_KEY);
		return settings;
	}

	/**
	 * How heartbeats are sent to other applications.
	 * @return the settings for each receiver
	 */
	List<HeartbeatSettings> heartbeatSenders() {
		return PropertyValidation.toConnect(Roles.HEARTBEAT_ADDRESS, heartbeatAddresses())
			.stream()
			.map(this::heartbeat)
			.map(this::sent)
			.toList();
	}

	private HeartbeatSettings sent(HeartbeatSettings settings) {
		Endpoint peer = settings.endpoint().forConnecting();
		return settings.withSecurity(settings.security(), this.security.client(Roles.HEARTBEAT_ADDRESS, List.of(peer)));
	}

	private List<String> heartbeatAddresses() {
		return addresses(this.properties.getHeartbeat().getAddress(), ZmqConnectionDetails::getHeartbeatAddresses)
			.stream()
			.filter(StringUtils::hasText)
			.toList();
	}

	private HeartbeatSettings heartbeat(Endpoint endpoint) {
		if (this.inMemory) {
			return HeartbeatSettings.of(endpoint).withPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 1);
		}
		ZmqProperties.Heartbeat heartbeat = this.properties.getHeartbeat();
		PropertyValidation.requireAtLeast("zmqf.heartbeat.interval", heartbeat.getInterval(),
				PropertyValidation.ONE_MILLISECOND);
		PropertyValidation.requireAtLeast("zmqf.heartbeat.timeout", heartbeat.getTimeout(), heartbeat.getInterval());
		PropertyValidation.requireAtLeast("zmqf.heartbeat.max-missed", heartbeat.getMaxMissed(), 0);
		PropertyValidation.requireAtLeast("zmqf.heartbeat.max-nodes", heartbeat.getMaxNodes(), 1);
		return new HeartbeatSettings(endpoint, heartbeat.getInterval(), heartbeat.getTimeout(),
				heartbeat.getMaxMissed(), heartbeat.getMaxNodes())
			.withLimits(limits());
	}

	/**
	 * Who the application is as a client.
	 * @return its identity, another one for each call where no file keeps it
	 */
	NodeIdentity clientIdentity() {
		return this.identities.of(NodeType.CLIENT);
	}

	private SocketLimits limits() {
		long messageSize = this.properties.getMaxMessageSize().toBytes();
		PropertyValidation.requireAtLeast("zmqf.max-message-size", messageSize, 1);
		PropertyValidation.requireAtLeast("zmqf.max-frames", this.properties.getMaxFrames(), SocketLimits.MIN_FRAMES);
		PropertyValidation.requireAtLeast("zmqf.max-addresses", this.properties.getMaxAddresses(), 1);
		PropertyValidation.requireAtLeast("zmqf.max-connections", this.properties.getMaxConnections(), 1);
		PropertyValidation.requireAtLeast("zmqf.high-water-mark", this.properties.getHighWaterMark(), 1);
		return new SocketLimits(messageSize, this.properties.getMaxFrames(), this.properties.getMaxAddresses(),
				this.properties.getMaxConnections(), this.properties.getHighWaterMark());
	}

	private static boolean isPortOpen(Endpoint endpoint) {
		return endpoint instanceof Endpoint.Tcp tcp && tcp.port() == 0;
	}

}
