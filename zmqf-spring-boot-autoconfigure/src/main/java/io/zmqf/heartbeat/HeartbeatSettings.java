package io.zmqf.heartbeat;

import java.time.Duration;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;

/**
 * How heartbeats are sent and received.
 *
 * @param endpoint the endpoint that the receiver binds and senders connect to, apart from
 * all requests
 * @param interval the interval at which senders send and receivers look for silent nodes
 * @param timeout the time of silence after which each look counts as a miss
 * @param maxMissed the misses that a node may have; one more and it is disconnected
 * @param maxNodes the maximum number of nodes that a receiver knows
 * @param limits the limits of messages and connections
 * @param security the security of the receiver
 * @param senderSecurity the credentials of a sender
 * @since 0.1.0
 */
public record HeartbeatSettings(Endpoint endpoint, Duration interval, Duration timeout, int maxMissed, int maxNodes,
		SocketLimits limits, ServerSecurity security, ClientSecurity senderSecurity) {

	/** How often a sender sends unless something else is said. */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

	/** How long a node may be silent unless something else is said. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	/** The misses that a node may have unless something else is said. */
	public static final int DEFAULT_MAX_MISSED = 3;

	/** How many nodes a receiver knows unless something else is said. */
	public static final int DEFAULT_MAX_NODES = 10_000;

	public HeartbeatSettings {
		interval = BoundedTime.of(interval);
		timeout = BoundedTime.of(timeout);
		if (interval.toMillis() < 1 || timeout.compareTo(interval) < 0) {
			throw new IllegalArgumentException("Heartbeat interval " + interval + " and timeout " + timeout
					+ ": at least one millisecond, and at least the interval, are allowed");
		}
		if (maxMissed < 0 || maxNodes < 1) {
			throw new IllegalArgumentException("Heartbeat max-missed " + maxMissed + " and max-nodes " + maxNodes
					+ ": at least 0 and 1 are allowed");
		}
	}

	/**
	 * Heartbeats with the usual limits, and without security.
	 * @param endpoint the endpoint that the receiver binds and senders connect to
	 * @param interval the interval at which senders send and receivers look for silent
	 * nodes
	 * @param timeout the time of silence after which each look counts as a miss
	 * @param maxMissed the misses that a node may have
	 * @param maxNodes the maximum number of nodes that a receiver knows
	 */
	public HeartbeatSettings(Endpoint endpoint, Duration interval, Duration timeout, int maxMissed, int maxNodes) {
		this(endpoint, interval, timeout, maxMissed, maxNodes, SocketLimits.DEFAULT, ServerSecurity.NONE,
				ClientSecurity.NONE);
	}

	/**
	 * Heartbeats with every default.
	 * @param endpoint the endpoint that the receiver binds and senders connect to
	 * @return the settings
	 */
	public static HeartbeatSettings of(Endpoint endpoint) {
		return new HeartbeatSettings(endpoint, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_MAX_MISSED,
				DEFAULT_MAX_NODES);
	}

	/**
	 * The same at another pace.
	 * @param otherInterval the interval at which senders send
	 * @param otherTimeout the time for which a node may be silent
	 * @param otherMaxMissed the misses that a node may have
	 * @return the settings
	 */
	public HeartbeatSettings withPace(Duration otherInterval, Duration otherTimeout, int otherMaxMissed) {
		return new HeartbeatSettings(this.endpoint, otherInterval, otherTimeout, otherMaxMissed, this.maxNodes,
				this.limits, this.security, this.senderSecurity);
	}

	/**
	 * The same with another limit.
	 * @param nodes the maximum number of nodes that a receiver knows
	 * @return the settings
	 */
	public HeartbeatSettings withMaxNodes(int nodes) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, nodes, this.limits,
				this.security, this.senderSecurity);
	}

	/**
	 * The same with other limits.
	 * @param other the limits of messages and connections; a heartbeat is always small
	 * @return the settings
	 */
	public HeartbeatSettings withLimits(SocketLimits other) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, this.maxNodes, other,
				this.security, this.senderSecurity);
	}

	/**
	 * The same with security.
	 * @param receiver the security of the receiver
	 * @param sender the credentials of a sender
	 * @return the settings
	 */
	public HeartbeatSettings withSecurity(ServerSecurity receiver, ClientSecurity sender) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, this.maxNodes,
				this.limits, receiver, sender);
	}

}
