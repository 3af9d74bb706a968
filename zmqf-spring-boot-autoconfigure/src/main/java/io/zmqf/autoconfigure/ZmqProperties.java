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
 * Configuration properties for the roles of an application.
 *
 * @param enabled Whether to enable routers, workers, servers and clients.
 * @param inMemory Condition under which router, worker and client run in memory, inside
 * the application.
 * @param observation Observation of the requests of clients and handlers.
 * @param transport Engine of all sockets: the library's own, or JeroMQ, which has neither
 * security nor Unix domain sockets.
 * @param maxMessageSize Maximum size of a frame that is sent or received.
 * @param maxFrames Maximum number of frames of a received message.
 * @param maxAddresses Maximum number of addresses in the envelope of a request.
 * @param maxConnections Maximum number of connections of each bound address.
 * @param maxSilence Time after which a client or worker replaces a connection whose peer
 * is silent. 0 for never.
 * @param highWaterMark Maximum number of messages that wait for one peer in each
 * direction.
 * @param maxHeadersSize Maximum size of a headers frame that is sent or received.
 * @param node the identity of the application's nodes
 * @param router the router between clients and workers
 * @param worker the worker that connects to routers
 * @param server the server that clients connect to
 * @param client the client without a name
 * @param heartbeat the heartbeats of all roles
 * @param endpoint the actuator endpoint
 * @param ipc the Unix domain sockets
 * @param log the log
 * @param memory the memory that messages may use
 * @param security the security of all sockets
 * @param clients Further clients by name, with the properties of the client. Each is a
 * bean, with its name as the qualifier.
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

	/** Kinds of observation of requests. */
	public enum Observation {

		/**
		 * Observations if a bean of the application uses them, otherwise only meters.
		 */
		AUTO,
		/**
		 * Observations, for meters, traces and custom handlers.
		 */
		OBSERVATIONS,
		/**
		 * Only meters, without traces, at the lowest cost.
		 */
		METERS

	}

	/** Conditions under which roles run in memory. */
	public enum InMemory {

		/**
		 * If no address is set.
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
	 * Configuration properties for the identity of the application's nodes.
	 *
	 * @param configFile File that stores the node ids, in the format of the Python
	 * framework's config.ini. Without it each start has new ids.
	 * @param name Name that peers see in their logs, health and endpoint, at most 64
	 * bytes. By default the names of the application and the host, as in "shop@web-1".
	 */
	public record Node(@Nullable String configFile, @Nullable String name) {
	}

	/**
	 * Configuration properties for the log.
	 *
	 * @param slowRequests Duration from which a request is logged as slow, with the time
	 * of each part. 0 for never.
	 */
	public record Log(@DefaultValue("1s") Duration slowRequests) {
	}

	/**
	 * Configuration properties for the actuator endpoint.
	 *
	 * @param callEnabled Whether users of the actuator endpoint can send requests with
	 * it, in the name of the application. Requires unrestricted access to the endpoint.
	 */
	public record Endpoint(boolean callEnabled) {
	}

	/**
	 * Configuration properties for Unix domain sockets.
	 *
	 * @param permissions Permissions of the files of bound Unix domain sockets, in the
	 * format of "ls". Users with write permission may connect.
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
