package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.zmqf.transport.SocketLimits;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * What an application can say of its roles.
 *
 * @since 0.1.0
 */
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
	 * Time without a sign of its peer after which a client or a worker gives its
	 * connection up, and connects anew. 0 for never.
	 */
	private Duration maxSilence = SocketLimits.DEFAULT_SILENCE;

	/**
	 * Number of messages that are held for one peer in each direction.
	 */
	private int highWaterMark = SocketLimits.DEFAULT.highWaterMark();

	/**
	 * Largest headers frame of a message that is sent or taken.
	 */
	private DataSize maxHeadersSize = DataSize.ofBytes(SocketLimits.DEFAULT.headersSize());

	private final Node node = new Node();

	@NestedConfigurationProperty
	private final RouterProperties router = new RouterProperties();

	@NestedConfigurationProperty
	private final WorkerProperties worker = new WorkerProperties();

	@NestedConfigurationProperty
	private final ServerProperties server = new ServerProperties();

	@NestedConfigurationProperty
	private final ClientProperties client = new ClientProperties();

	@NestedConfigurationProperty
	private final HeartbeatProperties heartbeat = new HeartbeatProperties();

	private final Endpoint endpoint = new Endpoint();

	private final Ipc ipc = new Ipc();

	private final Log log = new Log();

	@NestedConfigurationProperty
	private final MemoryProperties memory = new MemoryProperties();

	@NestedConfigurationProperty
	private final SecurityProperties security = new SecurityProperties();

	/**
	 * Further clients by name, each a bean to inject with its name as the qualifier. They
	 * have the same properties as the client.
	 */
	private final Map<String, ClientProperties> clients = new LinkedHashMap<>();

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

	public Duration getMaxSilence() {
		return this.maxSilence;
	}

	public void setMaxSilence(Duration maxSilence) {
		this.maxSilence = maxSilence;
	}

	public int getHighWaterMark() {
		return this.highWaterMark;
	}

	public void setHighWaterMark(int highWaterMark) {
		this.highWaterMark = highWaterMark;
	}

	public DataSize getMaxHeadersSize() {
		return this.maxHeadersSize;
	}

	public void setMaxHeadersSize(DataSize maxHeadersSize) {
		this.maxHeadersSize = maxHeadersSize;
	}

	public Node getNode() {
		return this.node;
	}

	public RouterProperties getRouter() {
		return this.router;
	}

	public WorkerProperties getWorker() {
		return this.worker;
	}

	public ServerProperties getServer() {
		return this.server;
	}

	public ClientProperties getClient() {
		return this.client;
	}

	public HeartbeatProperties getHeartbeat() {
		return this.heartbeat;
	}

	public Endpoint getEndpoint() {
		return this.endpoint;
	}

	public Ipc getIpc() {
		return this.ipc;
	}

	public Log getLog() {
		return this.log;
	}

	public MemoryProperties getMemory() {
		return this.memory;
	}

	public SecurityProperties getSecurity() {
		return this.security;
	}

	public Map<String, ClientProperties> getClients() {
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

		/**
		 * Name that peers see in their logs, health and endpoint, at most 64 characters.
		 * Application name and host name by default, as in "shop@web-1".
		 */
		private @Nullable String name;

		public @Nullable String getConfigFile() {
			return this.configFile;
		}

		public void setConfigFile(@Nullable String configFile) {
			this.configFile = configFile;
		}

		public @Nullable String getName() {
			return this.name;
		}

		public void setName(@Nullable String name) {
			this.name = name;
		}

	}

	/** What is logged. */
	public static class Log {

		/**
		 * Time from which a request is logged as slow, with where its time went. Zero for
		 * never.
		 */
		private Duration slowRequests = Duration.ofSeconds(1);

		public Duration getSlowRequests() {
			return this.slowRequests;
		}

		public void setSlowRequests(Duration slowRequests) {
			this.slowRequests = slowRequests;
		}

	}

	/** The actuator endpoint. */
	public static class Endpoint {

		/**
		 * Whether those who may use the actuator endpoint can send requests by it, as the
		 * application itself. Needs unrestricted access to the endpoint.
		 */
		private boolean callEnabled;

		public boolean isCallEnabled() {
			return this.callEnabled;
		}

		public void setCallEnabled(boolean callEnabled) {
			this.callEnabled = callEnabled;
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
