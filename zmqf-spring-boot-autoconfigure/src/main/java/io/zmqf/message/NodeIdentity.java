package io.zmqf.message;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Who a node is.
 *
 * @param nodeId 32 hexadecimal digits, the same for a node's whole life where a file
 * keeps them
 * @param sessionId 16 hexadecimal digits, new at each start
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
	 * The next session of a known node.
	 * @param nodeId 32 hexadecimal digits
	 * @return an identity with a new session
	 */
	public static NodeIdentity of(String nodeId) {
		return new NodeIdentity(nodeId, randomHex().substring(0, 16));
	}

	/**
	 * A node that was never there before.
	 * @return a new identity
	 */
	public static NodeIdentity random() {
		return of(randomHex());
	}

	/**
	 * The ZeroMQ identity of the node's sockets.
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
