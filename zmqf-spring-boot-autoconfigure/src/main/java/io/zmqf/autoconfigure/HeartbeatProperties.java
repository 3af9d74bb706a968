package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The heartbeats of clients and workers to routers and servers.
 *
 * @param address Comma-separated list of addresses for heartbeats, such as
 * "tcp://*:5557". A router or a server binds a single one; clients and workers connect to
 * each. Without it there are no heartbeats.
 * @param interval How often a heartbeat is sent, and how often the receiver looks who is
 * missing.
 * @param timeout How long a node may be silent before each look counts as a miss.
 * @param maxMissed Number of misses that a node may have; one more and it is
 * disconnected.
 * @param maxNodes Number of nodes that a receiver knows at most; heartbeats of others are
 * refused.
 * @since 0.1.0
 */
public record HeartbeatProperties(@DefaultValue List<String> address, @DefaultValue("10s") Duration interval,
		@DefaultValue("30s") Duration timeout, @DefaultValue("3") int maxMissed, @DefaultValue("10000") int maxNodes) {
}
