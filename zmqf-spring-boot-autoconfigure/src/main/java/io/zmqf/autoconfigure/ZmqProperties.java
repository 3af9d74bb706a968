package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zmqf.client.ClientSettings;
import io.zmqf.client.Correlation;
import io.zmqf.heartbeat.HeartbeatSettings;
import io.zmqf.router.RouterSettings;
import io.zmqf.transport.SocketLimits;
import io.zmqf.worker.WorkerSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/** What an application can say of its roles. */
@ConfigurationProperties("zmqf")
public class ZmqProperties {

	/**
	 * Whether the application has routers, workers, servers, clients and what belongs to
	 * them.
	 */
	private boolean enabled = true;

	/**
	 * When router, worker and client run in memory, inside the application.
	 */
	private InMemory inMemory = InMemory.AUTO;

	/**
	 * How the requests of clients and handlers are observed.
	 */
	private Observation observation = Observation.AUTO;

	/**
	 * Engine of all sockets: the library's own, or JeroMQ, which has neither security nor
	 * Unix domain sockets.
	 */
	private Engine transport = Engine.NIO;

	/**
	 * Largest frame of a message that is sent or taken.
	 */
	private DataSize maxMessageSize = DataSize.ofBytes(SocketLimits.DEFAULT.messageSize());

	/**
	 * Number of frames of a message that is taken.
	 */
	private int maxFrames = SocketLimits.DEFAULT.frames();

	/**
	 * Number of addresses in the envelope of a request that is not refused.
	 */
	private int maxAddresses = SocketLimits.DEFAULT.addresses();

	/**
	 * Number of connections that each bound address has at once.
	 */
	private int maxConnections = SocketLimits.DEFAULT.connections();

	/**
	 * Number of messages that are held for one peer in each direction.
	 */
	private int highWaterMark = SocketLimits.DEFAULT.highWaterMark();

	private final Node node = new Node();

	private final Router router = new Router();

	private final Worker worker = new Worker();

	private final Server server = new Server();

	private final Client client = new Client();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Ipc ipc = new Ipc();

	@NestedConfigurationProperty
	private final MemoryProperties memory = new MemoryProperties();

	@NestedConfigurationProperty
	private final SecurityProperties security = new SecurityProperties();

	/**
	 * Further clients by name, each a bean to inject with its name as the qualifier. They
	 * have the same properties as the client.
	 */
	private final Map<String, Client> clients = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Observation getObservation() {
		return this.observation;
	}

	public void setObservation(Observation observation) {
		this.observation = observation;
	}

	public InMemory getInMemory() {
		return this.inMemory;
	}

	public void setInMemory(InMemory inMemory) {
		this.inMemory = inMemory;
	}

	public Engine getTransport() {
		return this.transport;
	}

	public void setTransport(Engine transport) {
		this.transport = transport;
	}

	public DataSize getMaxMessageSize() {
		return this.maxMessageSize;
	}

	public void setMaxMessageSize(DataSize maxMessageSize) {
		this.maxMessageSize = maxMessageSize;
	}

	public int getMaxFrames() {
		return this.maxFrames;
	}

	public void setMaxFrames(int maxFrames) {
		this.maxFrames = maxFrames;
	}

	public int getMaxAddresses() {
		return this.maxAddresses;
	}

	public void setMaxAddresses(int maxAddresses) {
		this.maxAddresses = maxAddresses;
	}

	public int getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(int maxConnections) {
		this.maxConnections = maxConnections;
	}

	public int getHighWaterMark() {
		return this.highWaterMark;
	}

	public void setHighWaterMark(int highWaterMark) {
		this.highWaterMark = highWaterMark;
	}

	public Node getNode() {
		return this.node;
	}

	public Router getRouter() {
		return this.router;
	}

	public Worker getWorker() {
		return this.worker;
	}

	public Server getServer() {
		return this.server;
	}

	public Client getClient() {
		return this.client;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Ipc getIpc() {
		return this.ipc;
	}

	public MemoryProperties getMemory() {
		return this.memory;
	}

	public SecurityProperties getSecurity() {
		return this.security;
	}

	public Map<String, Client> getClients() {
		return this.clients;
	}

	/** How requests are observed. */
	public enum Observation {

		/**
		 * By meters alone where no bean of the application would see an observation,
		 * otherwise by observations.
		 */
		AUTO,
		/**
		 * By observations, for meters, traces and handlers of one's own.
		 */
		OBSERVATIONS,
		/**
		 * By meters alone: without traces, at the least cost.
		 */
		METERS

	}

	/** When roles run in memory. */
	public enum InMemory {

		/**
		 * Where no address is set.
		 */
		AUTO,
		/**
		 * Always: addresses have no effect, as in tests.
		 */
		ALWAYS,
		/**
		 * Never: without an address, nothing runs.
		 */
		NEVER

	}

	/** Who the nodes of the application are. */
	public static class Node {

		/**
		 * File that keeps the node ids across restarts, in the form of the Python
		 * framework's config.ini. Without it each start has new ids.
		 */
		private @Nullable String configFile;

		public @Nullable String getConfigFile() {
			return this.configFile;
		}

		public void setConfigFile(@Nullable String configFile) {
			this.configFile = configFile;
		}

	}

	/** The router between clients and workers. */
	public static class Router {

		/**
		 * Address to bind for clients, such as "tcp://*:5555".
		 */
		private @Nullable String frontend;

		/**
		 * Address to bind for workers, such as "tcp://*:5556".
		 */
		private @Nullable String backend;

		/**
		 * How a worker is chosen for a request.
		 */
		private Strategy strategy = Strategy.LEAST_IN_FLIGHT;

		/**
		 * Number of requests that may wait for a worker.
		 */
		private int queueCapacity = RouterSettings.DEFAULT_QUEUE_CAPACITY;

		/**
		 * Size of all requests together that may wait for a worker.
		 */
		private DataSize queueMaxSize = DataSize.ofBytes(RouterSettings.DEFAULT_QUEUE_MAX_SIZE);

		/**
		 * Number of workers that are given an idempotent request, one after the loss of
		 * the other.
		 */
		private int maxAttempts = RouterSettings.DEFAULT_MAX_ATTEMPTS;

		/**
		 * How long a request waits while there is no worker for it at all.
		 */
		private Duration queueWait = RouterSettings.DEFAULT_QUEUE_WAIT;

		/**
		 * How long a request is kept whose client does not say how long it waits.
		 */
		private Duration requestTimeout = RouterSettings.DEFAULT_REQUEST_TIMEOUT;

		/**
		 * Longest time that a request is kept, whatever timeout its client names.
		 */
		private Duration maxTimeout = RouterSettings.DEFAULT_MAX_TIMEOUT;

		/**
		 * Number of workers that are known by their heartbeats alone and have not got any
		 * request yet.
		 */
		private int maxHeartbeatWorkers = RouterSettings.DEFAULT_MAX_HEARTBEAT_WORKERS;

		public @Nullable String getFrontend() {
			return this.frontend;
		}

		public void setFrontend(@Nullable String frontend) {
			this.frontend = frontend;
		}

		public @Nullable String getBackend() {
			return this.backend;
		}

		public void setBackend(@Nullable String backend) {
			this.backend = backend;
		}

		public Strategy getStrategy() {
			return this.strategy;
		}

		public void setStrategy(Strategy strategy) {
			this.strategy = strategy;
		}

		public int getQueueCapacity() {
			return this.queueCapacity;
		}

		public void setQueueCapacity(int queueCapacity) {
			this.queueCapacity = queueCapacity;
		}

		public DataSize getQueueMaxSize() {
			return this.queueMaxSize;
		}

		public void setQueueMaxSize(DataSize queueMaxSize) {
			this.queueMaxSize = queueMaxSize;
		}

		public int getMaxAttempts() {
			return this.maxAttempts;
		}

		public void setMaxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
		}

		public Duration getQueueWait() {
			return this.queueWait;
		}

		public void setQueueWait(Duration queueWait) {
			this.queueWait = queueWait;
		}

		public Duration getRequestTimeout() {
			return this.requestTimeout;
		}

		public void setRequestTimeout(Duration requestTimeout) {
			this.requestTimeout = requestTimeout;
		}

		public Duration getMaxTimeout() {
			return this.maxTimeout;
		}

		public void setMaxTimeout(Duration maxTimeout) {
			this.maxTimeout = maxTimeout;
		}

		public int getMaxHeartbeatWorkers() {
			return this.maxHeartbeatWorkers;
		}

		public void setMaxHeartbeatWorkers(int maxHeartbeatWorkers) {
			this.maxHeartbeatWorkers = maxHeartbeatWorkers;
		}

		/** How a worker is chosen. */
		public enum Strategy {

			/**
			 * The worker with the fewest requests in flight.
			 */
			LEAST_IN_FLIGHT,
			/**
			 * Each worker in its turn.
			 */
			ROUND_ROBIN,
			/**
			 * ZeroMQ deals requests out in turn, also to workers that announce nothing,
			 * such as the Python framework's.
			 */
			PROXY

		}

	}

	/** The worker that connects to routers. */
	public static class Worker {

		/**
		 * Comma-separated list of the backends of routers to connect to, such as
		 * "tcp://router-host:5556".
		 */
		private List<String> router = new ArrayList<>();

		/**
		 * Number of requests that are handled at once.
		 */
		private int concurrency = WorkerSettings.DEFAULT_CONCURRENCY;

		/**
		 * Number of requests that may wait for a thread before no more are taken. By
		 * default 64, or as many as were lately answered within 10 ms where those are
		 * more.
		 */
		private @Nullable Integer prefetch;

		public List<String> getRouter() {
			return this.router;
		}

		public void setRouter(List<String> router) {
			this.router = router;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public @Nullable Integer getPrefetch() {
			return this.prefetch;
		}

		public void setPrefetch(@Nullable Integer prefetch) {
			this.prefetch = prefetch;
		}

	}

	/** The worker that clients connect to, with no router between. */
	public static class Server {

		/**
		 * Comma-separated list of addresses to bind, such as "tcp://*:5555".
		 */
		private List<String> address = new ArrayList<>();

		/**
		 * Number of requests that are handled at once.
		 */
		private int concurrency = WorkerSettings.DEFAULT_CONCURRENCY;

		/**
		 * Number of requests that may wait for a thread before no more are taken.
		 */
		private int prefetch = WorkerSettings.Prefetch.DEFAULT;

		public List<String> getAddress() {
			return this.address;
		}

		public void setAddress(List<String> address) {
			this.address = address;
		}

		public int getConcurrency() {
			return this.concurrency;
		}

		public void setConcurrency(int concurrency) {
			this.concurrency = concurrency;
		}

		public int getPrefetch() {
			return this.prefetch;
		}

		public void setPrefetch(int prefetch) {
			this.prefetch = prefetch;
		}

	}

	/** The heartbeats of clients and workers to routers and servers. */
	public static class Heartbeat {

		/**
		 * Comma-separated list of addresses for heartbeats, such as "tcp://*:5557". A
		 * router or a server binds a single one; clients and workers connect to each.
		 * Without it there are no heartbeats.
		 */
		private List<String> address = new ArrayList<>();

		/**
		 * How often a heartbeat is sent, and how often the receiver looks who is missing.
		 */
		private Duration interval = HeartbeatSettings.DEFAULT_INTERVAL;

		/**
		 * How long a node may be silent before each look counts as a miss.
		 */
		private Duration timeout = HeartbeatSettings.DEFAULT_TIMEOUT;

		/**
		 * Number of misses that a node may have; one more and it is disconnected.
		 */
		private int maxMissed = HeartbeatSettings.DEFAULT_MAX_MISSED;

		/**
		 * Number of nodes that a receiver knows at most; heartbeats of others are
		 * refused.
		 */
		private int maxNodes = HeartbeatSettings.DEFAULT_MAX_NODES;

		public List<String> getAddress() {
			return this.address;
		}

		public void setAddress(List<String> address) {
			this.address = address;
		}

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public int getMaxMissed() {
			return this.maxMissed;
		}

		public void setMaxMissed(int maxMissed) {
			this.maxMissed = maxMissed;
		}

		public int getMaxNodes() {
			return this.maxNodes;
		}

		public void setMaxNodes(int maxNodes) {
			this.maxNodes = maxNodes;
		}

	}

	/** Unix domain sockets. */
	public static class Ipc {

		/**
		 * Permissions of the files of Unix domain sockets that are bound, as "ls" writes
		 * them. Those who may write may connect.
		 */
		private String permissions = "rw-------";

		public String getPermissions() {
			return this.permissions;
		}

		public void setPermissions(String permissions) {
			this.permissions = permissions;
		}

	}

	/** A client. */
	public static class Client {

		/**
		 * Comma-separated list of routers' frontends or servers to connect to. Any of
		 * them can answer each request. By default the application's own router or
		 * server.
		 */
		private List<String> address = new ArrayList<>();

		/**
		 * How long a request waits for its reply unless it says otherwise.
		 */
		private Duration timeout = ClientSettings.DEFAULT_TIMEOUT;

		/**
		 * How replies find their requests. "none" is for a Python router with Python
		 * workers, which don't bring the envelope back.
		 */
		private Correlation correlation = Correlation.ENVELOPE;

		/**
		 * Number of sockets, and so of requests in flight, with correlation "none".
		 */
		private int connections = ClientSettings.DEFAULT_CONNECTIONS;

		@NestedConfigurationProperty
		private final RetryProperties retry = new RetryProperties();

		/**
		 * CURVE public key of the routers and servers of this client, where it is another
		 * one than "zmqf.security.client.server-key".
		 */
		private @Nullable String serverKey;

		public List<String> getAddress() {
			return this.address;
		}

		public void setAddress(List<String> address) {
			this.address = address;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Correlation getCorrelation() {
			return this.correlation;
		}

		public void setCorrelation(Correlation correlation) {
			this.correlation = correlation;
		}

		public @Nullable String getServerKey() {
			return this.serverKey;
		}

		public void setServerKey(@Nullable String serverKey) {
			this.serverKey = serverKey;
		}

		public int getConnections() {
			return this.connections;
		}

		public void setConnections(int connections) {
			this.connections = connections;
		}

		public RetryProperties getRetry() {
			return this.retry;
		}

	}

	/**
	 * Engines of sockets.
	 */
	public enum Engine {

		/**
		 * The library's own, on Java's NIO.
		 */
		NIO,

		/**
		 * JeroMQ.
		 */
		JEROMQ

	}

}
