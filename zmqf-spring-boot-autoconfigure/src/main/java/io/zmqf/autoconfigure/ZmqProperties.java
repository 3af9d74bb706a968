package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What an application can say of its roles.
 *
 * @param enabled Whether the application has routers, workers, servers, clients and what
 * belongs to them.
 * @param inMemory When router, worker and client run in memory, inside the application.
 * @param observation How the requests of clients and handlers are observed.
 * @param transport Engine of all sockets: the library's own, or JeroMQ, which has neither
 * security nor Unix domain sockets.
 * @param maxMessageSize Largest frame of a message that is sent or taken.
 * @param maxFrames Number of frames of a message that is taken.
 * @param maxAddresses Number of addresses in the envelope of a request that is not
 * refused.
 * @param maxConnections Number of connections that each bound address has at once.
 * @param maxSilence Time without a sign of its peer after which a client or a worker
 * gives its connection up, and connects anew. 0 for never.
 * @param highWaterMark Number of messages that are held for one peer in each direction.
 * @param maxHeadersSize Largest headers frame of a message that is sent or taken.
 * @param node the nodes of the application
 * @param router the router between clients and workers
 * @param worker the worker that connects to routers
 * @param server the server that clients connect to
 * @param client the client that has no name
 * @param heartbeat the heartbeats of all roles
 * @param endpoint the actuator endpoint
 * @param ipc the Unix domain sockets
 * @param log the log
 * @param memory the memory that messages may take
 * @param security the security of all sockets
 * @param clients Further clients by name, each a bean to inject with its name as the
 * qualifier. They have the same properties as the client.
 * @since 0.1.0
 */
@ConfigurationProperties("zmqf")
public record ZmqProperties(@DefaultValue("true") boolean enabled, @DefaultValue("auto") InMemory inMemory,
		@DefaultValue("auto") Observation observation, @DefaultValue("nio") Engine transport,
		@DefaultValue("16MB") DataSize maxMessageSize, @DefaultValue("64") int maxFrames,
		@DefaultValue("32") int maxAddresses, @DefaultValue("10000") int maxConnections,
		@DefaultValue("30s") Duration maxSilence, @DefaultValue("10000") int highWaterMark,
		@DefaultValue("64KB") DataSize maxHeadersSize, @DefaultValue Node node,
		@DefaultValue @NestedConfigurationProperty RouterProperties router,
		@DefaultValue @NestedConfigurationProperty WorkerProperties worker,
		@DefaultValue @NestedConfigurationProperty ServerProperties server,
		@DefaultValue @NestedConfigurationProperty ClientProperties client,
		@DefaultValue @NestedConfigurationProperty HeartbeatProperties heartbeat, @DefaultValue Endpoint endpoint,
		@DefaultValue Ipc ipc, @DefaultValue Log log,
		@DefaultValue @NestedConfigurationProperty MemoryProperties memory,
		@DefaultValue @NestedConfigurationProperty SecurityProperties security,
		@DefaultValue Map<String, ClientProperties> clients) {

	static ZmqProperties byDefault() {
		return new Binder().bindOrCreate("zmqf", ZmqProperties.class);
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

	/**
	 * Who the nodes of the application are.
	 *
	 * @param configFile File that keeps the node ids across restarts, in the form of the
	 * Python framework's config.ini. Without it each start has new ids.
	 * @param name Name that peers see in their logs, health and endpoint, at most 64
	 * bytes. Application name and host name by default, as in "shop@web-1".
	 */
	public record Node(@Nullable String configFile, @Nullable String name) {
	}

	/**
	 * What is logged.
	 *
	 * @param slowRequests Time from which a request is logged as slow, with where its
	 * time went. Zero for never.
	 */
	public record Log(@DefaultValue("1s") Duration slowRequests) {
	}

	/**
	 * The actuator endpoint.
	 *
	 * @param callEnabled Whether those who may use the actuator endpoint can send
	 * requests by it, as the application itself. Needs unrestricted access to the
	 * endpoint.
	 */
	public record Endpoint(boolean callEnabled) {
	}

	/**
	 * Unix domain sockets.
	 *
	 * @param permissions Permissions of the files of Unix domain sockets that are bound,
	 * as "ls" writes them. Those who may write may connect.
	 */
	public record Ipc(@DefaultValue("rw-------") String permissions) {
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
