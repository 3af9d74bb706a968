package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import io.zmqf.message.NodeType;
import org.jspecify.annotations.Nullable;

/**
 * A node as a receiver knows it, at one moment.
 *
 * @param nodeId who it is
 * @param sessionId which of its starts
 * @param type what it is
 * @param address where its first heartbeat came from, {@code null} inside the process
 * @param firstHeartbeat when it was first heard
 * @param lastHeartbeat when it was last heard
 * @param missed how often it should have been heard since then, and was not
 */
public record Node(String nodeId, String sessionId, NodeType type, @Nullable String address, Instant firstHeartbeat,
		Instant lastHeartbeat, int missed) {

	/**
	 * Its name among all nodes.
	 * @return {@code {node_id}_{session_id}}
	 */
	public String id() {
		return this.nodeId + "_" + this.sessionId;
	}

	/**
	 * The ZeroMQ identity of its other sockets.
	 * @return the name in UTF-8
	 */
	public byte[] socketIdentity() {
		return id().getBytes(StandardCharsets.UTF_8);
	}

}
