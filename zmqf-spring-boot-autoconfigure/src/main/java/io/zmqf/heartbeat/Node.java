package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.zmqf.message.NodeType;
import io.zmqf.message.ZmqPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node at one time, as known to a receiver.
 *
 * @param nodeId the node id, printable
 * @param sessionId the session id, which is new for each start, printable
 * @param type the node type
 * @param address the remote address of its first heartbeat, or {@code null} inside the
 * process
 * @param user the authenticated user of its connection, or {@code null} if there is none
 * @param firstHeartbeat the time of its first heartbeat
 * @param lastHeartbeat the time of its last heartbeat
 * @param missed the number of misses since then
 * @since 0.1.0
 */
public record Node(String nodeId, String sessionId, NodeType type, @Nullable String address,
		@Nullable ZmqPrincipal user, Instant firstHeartbeat, Instant lastHeartbeat, int missed) {

	/**
	 * Returns the unique id of the node.
	 * @return {@code {node_id}_{session_id}}
	 */
	public String id() {
		return this.nodeId + "_" + this.sessionId;
	}

	/**
	 * Returns the routing id of its other sockets.
	 * @return the id in UTF-8
	 */
	public byte[] socketIdentity() {
		return id().getBytes(StandardCharsets.UTF_8);
	}

}
