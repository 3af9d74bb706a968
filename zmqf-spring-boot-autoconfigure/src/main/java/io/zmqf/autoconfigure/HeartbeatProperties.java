package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zmqf.heartbeat.HeartbeatSettings;

/**
 * The heartbeats of clients and workers to routers and servers.
 *
 * @since 0.1.0
 */
public class HeartbeatProperties {

	/**
	 * Comma-separated list of addresses for heartbeats, such as "tcp://*:5557". A router
	 * or a server binds a single one; clients and workers connect to each. Without it
	 * there are no heartbeats.
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
	 * Number of nodes that a receiver knows at most; heartbeats of others are refused.
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
