package io.zmqf.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties for the heartbeats of clients and workers to routers and
 * servers.
 *
 * @param address Comma-separated list of addresses for heartbeats, such as
 * "tcp://*:5557". A router or a server binds exactly one; clients and workers connect to
 * each. Without an address there are no heartbeats.
 * @param interval Time between two heartbeats, and between two checks of the receiver.
 * @param timeout Time that a node may be silent before each check counts as a miss.
 * @param maxMissed Number of permitted misses of a node. With one more it is
 * disconnected.
 * @param maxNodes Maximum number of nodes that a receiver knows. Heartbeats of others are
 * rejected.
 * @since 0.1.0
 */
public record HeartbeatProperties(@DefaultValue List<String> address, @DefaultValue("10s") Duration interval,
		@DefaultValue("30s") Duration timeout, @DefaultValue("3") int maxMissed, @DefaultValue("10000") int maxNodes) {
}
