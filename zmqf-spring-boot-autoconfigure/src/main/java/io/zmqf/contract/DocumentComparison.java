package io.zmqf.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.zmqf.contract.SchemaComparison.Direction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Compares two documents event by event. Requests must still be accepted as before, and
 * replies must still be as callers expect them.
 */
final class DocumentComparison {

	private static final JsonNode NO_HEADERS = JsonNodeFactory.instance.objectNode().put("type", "object");

	private final JsonNode before;

	private final JsonNode after;

	private final List<ContractChange> changes = new ArrayList<>();

	DocumentComparison(JsonNode before, JsonNode after) {
		this.before = before;
		this.after = after;
	}

	List<ContractChange> changes() {
		Set<String> events = new TreeSet<>(this.before.path("channels").propertyNames());
		events.addAll(this.after.path("channels").propertyNames());
		for (String event : events) {
			if (!this.after.path("channels").has(event)) {
				this.changes.add(new ContractChange(event, "was removed", true));
			}
			else if (!this.before.path("channels").has(event)) {
				this.changes.add(new ContractChange(event, "was added", false));
			}
			else {
				compare(event);
			}
		}
		return List.copyOf(this.changes);
	}

	private void compare(String event) {
		JsonNode former = this.before.path("channels").path(event).path("messages");
		JsonNode current = this.after.path("channels").path(event).path("messages");
		schemas(event, "request", Direction.REQUEST).compare(former.path("request").path("payload"),
				current.path("request").path("payload"));
		schemas(event, "header", Direction.REQUEST).compare(headers(former), headers(current));
		schemas(event, "reply", Direction.REPLY).compare(former.path("reply").path("payload"),
				current.path("reply").path("payload"));
		compareExtension(event);
	}

	private static JsonNode headers(JsonNode messages) {
		JsonNode headers = messages.path("request").path("headers");
		return headers.isObject() ? headers : NO_HEADERS;
	}

	private SchemaComparison schemas(String event, String message, Direction direction) {
		return new SchemaComparison(this.before, this.after, direction, message,
				(description, breaking) -> this.changes.add(new ContractChange(event, description, breaking)));
	}

	private void compareExtension(String event) {
		JsonNode former = this.before.path("operations").path(event).path(AsyncApiDocument.EXTENSION);
		JsonNode current = this.after.path("operations").path(event).path(AsyncApiDocument.EXTENSION);
		Set<String> formerRoles = texts(former.path("roles"));
		Set<String> roles = texts(current.path("roles"));
		if (!formerRoles.equals(roles)) {
			boolean open = roles.isEmpty() || (!formerRoles.isEmpty() && roles.containsAll(formerRoles));
			this.changes.add(new ContractChange(event,
					"was allowed for " + senders(formerRoles) + ", and is now allowed for " + senders(roles), !open));
		}
		boolean idempotent = current.path("idempotent").asBoolean(false);
		if (former.path("idempotent").asBoolean(false) != idempotent) {
			this.changes.add(new ContractChange(event, idempotent ? "is now idempotent" : "is no longer idempotent",
					!idempotent));
		}
	}

	private static String senders(Set<String> roles) {
		return roles.isEmpty() ? "all senders" : "senders with the role " + String.join(" or ", roles);
	}

	private static Set<String> texts(JsonNode array) {
		Set<String> texts = new TreeSet<>();
		array.forEach((text) -> texts.add(text.asString()));
		return texts;
	}

}
