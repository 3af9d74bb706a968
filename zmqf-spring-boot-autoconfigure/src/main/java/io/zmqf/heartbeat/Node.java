package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * A node as a receiver knows it, at one moment.
 *
 * @param nodeId the id of the node, printable
 * @param sessionId the id of its start, printable
 * @param type the type of the node
 * @param address the address of its first heartbeat, {@code null} inside the process
 * @param user the authenticated user whose connection its heartbeats come by,
 * {@code null} for none
 * @param firstHeartbeat the time of its first heartbeat
 * @param lastHeartbeat the time of its last heartbeat
 * @param missed the number of heartbeats that it has missed since then
 * @since 0.1.0
 */
public record Node(String nodeId, String sessionId, NodeType type, @Nullable String address,
		@Nullable ZmqPrincipal user, Instant firstHeartbeat, Instant lastHeartbeat, int missed) {

	/**
	 * Its name among all nodes.
	 * @return {@code {node_id}_{session_id}}
	 */
	public String id() {
		return this.nodeId + "_" + this.sessionId;
	}

	/**
	 * The routing id of its other sockets.
	 * @return the name in UTF-8
	 */
	public byte[] socketIdentity() {
		return id().getBytes(StandardCharsets.UTF_8);
	}

}
