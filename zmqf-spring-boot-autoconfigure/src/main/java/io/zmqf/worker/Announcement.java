package io.zmqf.worker;

import java.time.Duration;
import java.util.Set;

import io.zmqf.message.Events;
import io.zmqf.message.MessageCodec;
import io.zmqf.message.NodeIdentity;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The messages by which a worker registers with its router and says goodbye:
 * {@code zmqf.ready} and {@code zmqf.bye}.
 */
final class Announcement {

	private static final JsonMapper JSON = JsonMapper.shared();

	private Announcement() {
	}

	static byte[][] ready(NodeIdentity identity, Set<String> events, int capacity, long connection) {
		ObjectNode data = ids(identity);
		events.stream().sorted().forEach(data.putArray("events")::add);
		data.put("capacity", capacity).put("connection", connection);
		return frames(Events.READY, data);
	}

	static byte[][] bye(NodeIdentity identity, Duration returnWithin) {
		ObjectNode data = ids(identity);
		if (!returnWithin.isZero()) {
			data.put("return_within", returnWithin.toMillis());
		}
		return frames(Events.BYE, data);
	}

	private static ObjectNode ids(NodeIdentity identity) {
		return JSON.createObjectNode().put("node_id", identity.nodeId()).put("session_id", identity.sessionId());
	}

	private static byte[][] frames(String event, ObjectNode data) {
		return new byte[][] { MessageCodec.DELIMITER, MessageCodec.eventBytes(event), JSON.writeValueAsBytes(data) };
	}

}
