package io.zmqf.heartbeat;

import java.time.Duration;

import io.zmqf.message.BoundedTime;
import io.zmqf.transport.Endpoint;
import io.zmqf.transport.SocketLimits;
import io.zmqf.transport.security.ClientSecurity;
import io.zmqf.transport.security.ServerSecurity;

/**
 * Settings of heartbeats, for senders and receivers.
 *
 * @param endpoint the endpoint that the receiver binds and senders connect to. Requests
 * have other endpoints
 * @param interval the interval at which senders send heartbeats and receivers check for
 * silent nodes
 * @param timeout the time of silence after which each check counts as a miss
 * @param maxMissed the maximum number of misses. With one more, the node is lost
 * @param maxNodes the maximum number of nodes that a receiver knows
 * @param limits the limits of messages and connections
 * @param security the authentication of senders by the receiver
 * @param senderSecurity the credentials of a sender
 * @since 0.1.0
 */
public record HeartbeatSettings(Endpoint endpoint, Duration interval, Duration timeout, int maxMissed, int maxNodes,
		SocketLimits limits, ServerSecurity security, ClientSecurity senderSecurity) {

	/** Default interval at which a sender sends heartbeats. */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

	/** Default time of silence after which a check counts as a miss. */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	/** Default maximum number of misses. */
	public static final int DEFAULT_MAX_MISSED = 3;

	/** Default maximum number of nodes that a receiver knows. */
	public static final int DEFAULT_MAX_NODES = 10_000;

	public HeartbeatSettings {
		interval = BoundedTime.of(interval);
		timeout = BoundedTime.of(timeout);
		if (interval.toMillis() < 1 || timeout.compareTo(interval) < 0) {
			throw new IllegalArgumentException("Heartbeat interval " + interval + " and timeout " + timeout
					+ ": an interval of at least one millisecond, and a timeout of at least the "
					+ "interval, are required");
		}
		if (maxMissed < 0 || maxNodes < 1) {
			throw new IllegalArgumentException("Heartbeat max-missed " + maxMissed + " and max-nodes " + maxNodes
					+ ": at least 0 and 1 are allowed");
		}
	}

	/**
	 * Creates settings with default limits and without security.
	 * @param endpoint the endpoint that the receiver binds and senders connect to
	 * @param interval the interval at which senders send heartbeats and receivers check
	 * for silent nodes
	 * @param timeout the time of silence after which each check counts as a miss
	 * @param maxMissed the maximum number of misses
	 * @param maxNodes the maximum number of nodes that a receiver knows
	 */
	public HeartbeatSettings(Endpoint endpoint, Duration interval, Duration timeout, int maxMissed, int maxNodes) {
		this(endpoint, interval, timeout, maxMissed, maxNodes, SocketLimits.DEFAULT, ServerSecurity.NONE,
				ClientSecurity.NONE);
	}

	/**
	 * Creates settings with default values.
	 * @param endpoint the endpoint that the receiver binds and senders connect to
	 * @return the settings
	 */
	public static HeartbeatSettings of(Endpoint endpoint) {
		return new HeartbeatSettings(endpoint, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, DEFAULT_MAX_MISSED,
				DEFAULT_MAX_NODES);
	}

	/**
	 * Returns a copy with another interval, timeout and maximum number of misses.
	 * @param otherInterval the interval at which senders send heartbeats
	 * @param otherTimeout the time of silence after which each check counts as a miss
	 * @param otherMaxMissed the maximum number of misses
	 * @return the settings
	 */
	public HeartbeatSettings withPace(Duration otherInterval, Duration otherTimeout, int otherMaxMissed) {
		return new HeartbeatSettings(this.endpoint, otherInterval, otherTimeout, otherMaxMissed, this.maxNodes,
				this.limits, this.security, this.senderSecurity);
	}

	/**
	 * Returns a copy with another maximum number of nodes.
	 * @param nodes the maximum number of nodes that a receiver knows
	 * @return the settings
	 */
	public HeartbeatSettings withMaxNodes(int nodes) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, nodes, this.limits,
				this.security, this.senderSecurity);
	}

	/**
	 * Returns a copy with other limits.
	 * @param other the limits of messages and connections; a heartbeat is always small
	 * @return the settings
	 */
	public HeartbeatSettings withLimits(SocketLimits other) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, this.maxNodes, other,
				this.security, this.senderSecurity);
	}

	/**
	 * Returns a copy with security.
	 * @param receiver the authentication of senders by the receiver
	 * @param sender the credentials of a sender
	 * @return the settings
	 */
	public HeartbeatSettings withSecurity(ServerSecurity receiver, ClientSecurity sender) {
		return new HeartbeatSettings(this.endpoint, this.interval, this.timeout, this.maxMissed, this.maxNodes,
				this.limits, receiver, sender);
	}

}
