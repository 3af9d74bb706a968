package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of a node.
 *
 * @param nodeId the node id, 32 hexadecimal digits; permanent if it is stored in a file
 * @param sessionId the session id, 16 hexadecimal digits, new at each start
 * @since 0.1.0
 */
public record NodeIdentity(String nodeId, String sessionId) {

	private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{32}");

	private static final Pattern SESSION_ID = Pattern.compile("[0-9a-f]{16}");

	public NodeIdentity {
		if (!NODE_ID.matcher(nodeId).matches()) {
			throw new IllegalArgumentException("Node id '" + nodeId + "' is not 32 lower-case hexadecimal digits");
		}
		if (!SESSION_ID.matcher(sessionId).matches()) {
			throw new IllegalArgumentException(
					"Session id '" + sessionId + "' is not 16 lower-case hexadecimal digits");
		}
	}

	/**
	 * Creates a new session of a known node.
	 * @param nodeId the node id, 32 hexadecimal digits
	 * @return the identity with a new session id
	 */
	public static NodeIdentity of(String nodeId) {
		return new NodeIdentity(nodeId, randomHex().substring(0, 16));
	}

	/**
	 * Creates the identity of a new node.
	 * @return the identity
	 */
	public static NodeIdentity random() {
		return of(randomHex());
	}

	/**
	 * Returns the routing id of the node's sockets.
	 * @return {@code {node_id}_{session_id}} in UTF-8
	 */
	public byte[] socketIdentity() {
		return toString().getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.nodeId + "_" + this.sessionId;
	}

	private static String randomHex() {
		return UUID.randomUUID().toString().replace("-", "");
	}

}
