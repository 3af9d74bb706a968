package io.zmqf.heartbeat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.zmqf.message.Events;
import io.zmqf.message.MalformedMessageException;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.NodeIdentity;
import io.zmqf.message.NodeType;
import io.zmqf.message.Utf8;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The data of a heartbeat on the wire.
 *
 * @param nodeId the node id of the sender
 * @param sessionId the session id of the sender, which is new for each start
 * @param type the node type of the sender
 * @param wantsAnswer {@code true} if the sender supports answers, as those of this
 * library do
 * @param goodbye {@code true} if it is the sender's last heartbeat
 */
record Heartbeat(String nodeId, String sessionId, NodeType type, boolean wantsAnswer, boolean goodbye) {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final byte[] EVENT = MessageCodec.eventBytes(Events.HEARTBEAT);

	private static final int MAX_ID_LENGTH = 64;

	/** The maximum size of a heartbeat, in bytes. Misdirected requests may be larger. */
	private static final int MAX_BYTES = 64 * 1024;

	/** Returns the frames of a heartbeat, without those that the socket adds. */
	static byte[][] frames(NodeIdentity identity, NodeType type, long epochMillis) {
		return frames(data(identity, type, epochMillis));
	}

	/** Returns the frames of the last heartbeat, for a receiver of this library. */
	static byte[][] goodbye(NodeIdentity identity, NodeType type, long epochMillis) {
		return frames(data(identity, type, epochMillis).put("bye", true));
	}

	private static byte[][] frames(ObjectNode data) {
		return new byte[][] { MessageCodec.DELIMITER, EVENT, JSON.writeValueAsBytes(data) };
	}

	private static ObjectNode data(NodeIdentity identity, NodeType type, long epochMillis) {
		return JSON.createObjectNode()
			.put("node_id", identity.nodeId())
			.put("session_id", identity.sessionId())
			.put("node_type", type.wireName())
			.put("last_heartbeat", epochMillis)
			.put("missed_count", 0)
			.put("ack", true);
	}

	/** Returns the frames of the answer to a heartbeat. */
	static byte[][] answer(byte[] sender) {
		return new byte[][] { sender, MessageCodec.DELIMITER, EVENT,
				"{\"ack\":true}".getBytes(StandardCharsets.US_ASCII) };
	}

	/**
	 * Reads a heartbeat.
	 * @param frames all frames, with the sender's routing id first
	 * @throws MalformedMessageException if they are not a heartbeat
	 */
	static Heartbeat read(byte[][] frames) {
		int delimiter = MessageCodec.delimiter(frames);
		MessageCodec.requireBodies(frames, delimiter);
		if (!MessageCodec.event(frames[delimiter + 1]).equals(Events.HEARTBEAT)) {
			throw new MalformedMessageException("the event is not a heartbeat", null);
		}
		return read(frames[delimiter + 2]);
	}

	private static Heartbeat read(byte[] data) {
		if (data.length > MAX_BYTES) {
			throw new MalformedMessageException("the heartbeat has " + data.length + " bytes", null);
		}
		if (!Utf8.isJson(data)) {
			throw new MalformedMessageException("the heartbeat is not UTF-8", null);
		}
		try {
			JsonNode json = JSON.readTree(data);
			NodeType type = type(json.path("node_type").asString(""));
			String nodeId = json.path("node_id").asString("");
			String sessionId = json.path("session_id").asString("");
			if (type == null || !isId(nodeId) || !isId(sessionId)) {
				throw new MalformedMessageException("the heartbeat has no valid node id, session id or node type",
						null);
			}
			return new Heartbeat(nodeId, sessionId, type, json.path("ack").asBoolean(false),
					json.path("bye").asBoolean(false));
		}
		catch (JacksonException ex) {
			throw new MalformedMessageException("the heartbeat is not JSON", ex);
		}
	}

	private static boolean isId(String id) {
		return !id.isEmpty() && id.length() <= MAX_ID_LENGTH && id.chars().allMatch((c) -> c > ' ' && c < 0x7f);
	}

	private static @Nullable NodeType type(String wireName) {
		return Stream.of(NodeType.values()).filter((type) -> type.wireName().equals(wireName)).findFirst().orElse(null);
	}

}
