package io.zmqf.cli;

import java.util.Map;
import java.util.TreeMap;

import io.zmqf.client.Gathered;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The nodes, and the events with their types and the number of nodes that handle them.
 */
final class EventList {

	private EventList() {
	}

	static ObjectNode of(Gathered<JsonNode> gathered) {
		ObjectNode result = Output.object();
		ArrayNode nodes = result.putArray("nodes");
		Map<String, ObjectNode> events = new TreeMap<>();
		gathered.replies().forEach((id, info) -> {
			if (info != null) {
				ObjectNode node = nodes.addObject().put("id", id);
				for (String part : new String[] { "type", "application", "host", "pid", "started" }) {
					node.set(part, info.path(part));
				}
				info.path("events").forEach((event) -> count(event, events));
			}
		});
		events.values().forEach(result.putArray("events")::add);
		gathered.problems().keySet().forEach(result.putArray("refused")::add);
		gathered.missing().forEach(result.putArray("missing")::add);
		return result;
	}

	private static void count(JsonNode event, Map<String, ObjectNode> events) {
		ObjectNode entry = events.computeIfAbsent(event.path("event").asString(), (name) -> {
			ObjectNode first = Output.object().put("event", name).put("nodes", 0);
			for (String part : new String[] { "parameter", "result", "roles", "stream" }) {
				first.set(part, event.path(part));
			}
			return first;
		});
		entry.put("nodes", entry.path("nodes").asInt() + 1);
	}

}
