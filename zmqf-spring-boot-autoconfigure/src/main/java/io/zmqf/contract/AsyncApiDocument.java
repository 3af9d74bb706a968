package io.zmqf.contract;

import java.lang.reflect.Type;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.zmqf.annotation.HandlerDeclaration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Builds an AsyncAPI 3 document. Each event is a channel with a request, a reply and the
 * shared problem, and an operation that receives the request.
 */
final class AsyncApiDocument {

	static final String EXTENSION = "x-zmqf";

	/** The schema name of a problem. No class can have this name. */
	private static final String PROBLEM = "zmqf.Problem";

	private final ObjectNode root;

	private final ObjectNode channels;

	private final ObjectNode operations;

	private final Schemas schemas;

	AsyncApiDocument(JsonMapper mapper, String title, String version) {
		this.schemas = Schemas.create(mapper);
		this.root = mapper.createObjectNode().put("asyncapi", "3.0.0");
		ObjectNode info = this.root.putObject("info").put("title", title).put("version", version);
		if (!Schemas.PRESENT) {
			info.put("description",
					"Schemas of the data are missing. Add " + Schemas.LIBRARIES + " to the class path.");
		}
		this.root.put("defaultContentType", "application/json");
		this.channels = this.root.putObject("channels");
		this.operations = this.root.putObject("operations");
	}

	/** Adds an event whose handler declares no types. */
	void add(String event) {
		add(event, any(), any());
	}

	void add(HandlerDeclaration handler) {
		HandlerDeclaration.Data data = handler.data();
		ObjectNode request = (data != null) ? payload(data) : none();
		ObjectNode channel = add(handler.event(), request, reply(handler.reply()));
		addHeaders(channel, handler.headers());
		addExtension(handler);
	}

	private ObjectNode payload(HandlerDeclaration.Data data) {
		ObjectNode schema = payload(data.type());
		if (Schemas.PRESENT) {
			ParameterConstraints.addTo(schema, data.parameter());
		}
		return data.required() ? schema : orNull(schema);
	}

	/** Returns the schema of a payload. Bytes are raw JSON, so any value is allowed. */
	private ObjectNode payload(Type type) {
		return (type == byte[].class) ? any() : this.schemas.of(type);
	}

	private ObjectNode reply(Type type) {
		return (type == void.class || type == Void.class || type.getTypeName().equals("kotlin.Unit")) ? none()
				: payload(type);
	}

	private ObjectNode any() {
		return this.root.objectNode();
	}

	private ObjectNode none() {
		return this.root.objectNode().put("type", "null");
	}

	private ObjectNode orNull(ObjectNode schema) {
		ObjectNode either = this.root.objectNode();
		either.putArray("anyOf").add(schema).add(none());
		return either;
	}

	private ObjectNode add(String event, ObjectNode request, ObjectNode reply) {
		String channel = "#/channels/" + pointer(event);
		ObjectNode messages = this.channels.putObject(event).put("address", event).putObject("messages");
		messages.putObject("request").put("name", event).set("payload", request);
		messages.putObject("reply").put("name", event).set("payload", reply);
		messages.putObject("problem").put("$ref", "#/components/messages/problem");
		ObjectNode operation = this.operations.putObject(event).put("action", "receive");
		operation.putObject("channel").put("$ref", channel);
		operation.putArray("messages").addObject().put("$ref", channel + "/messages/request");
		ObjectNode answer = operation.putObject("reply");
		answer.putObject("channel").put("$ref", channel);
		ArrayNode answers = answer.putArray("messages");
		answers.addObject().put("$ref", channel + "/messages/reply");
		answers.addObject().put("$ref", channel + "/messages/problem");
		return messages;
	}

	private static void addHeaders(ObjectNode messages, List<HandlerDeclaration.RequestHeader> headers) {
		if (headers.isEmpty()) {
			return;
		}
		ObjectNode schema = ((ObjectNode) messages.path("request")).putObject("headers").put("type", "object");
		ObjectNode properties = schema.putObject("properties");
		ArrayNode required = schema.arrayNode();
		for (HandlerDeclaration.RequestHeader header : headers) {
			properties.putObject(header.name()).put("type", "string");
			if (header.required()) {
				required.add(header.name());
			}
		}
		if (!required.isEmpty()) {
			schema.set("required", required);
		}
	}

	private void addExtension(HandlerDeclaration handler) {
		ObjectNode extension = ((ObjectNode) this.operations.path(handler.event())).putObject(EXTENSION);
		ArrayNode roles = extension.putArray("roles");
		handler.roles().stream().sorted().forEach(roles::add);
		extension.put("idempotent", handler.isIdempotent());
		ArrayNode problems = extension.putArray("problems");
		handler.problems()
			.forEach((type, status) -> problems.addObject().put("type", type).put("status", status.intValue()));
	}

	/** Returns the complete document. Nothing can be added afterwards. */
	ObjectNode complete() {
		ObjectNode components = this.root.putObject("components");
		ObjectNode problem = components.putObject("messages").putObject("problem").put("name", "error");
		problem.put("title", "Why a request has no reply (RFC 9457)");
		problem.putObject("payload").put("$ref", "#/components/schemas/" + PROBLEM);
		ObjectNode all = components.putObject("schemas");
		all.setAll(this.schemas.definitions());
		addProblem(all.putObject(PROBLEM));
		return this.root;
	}

	private static void addProblem(ObjectNode schema) {
		ObjectNode properties = schema.put("type", "object").putObject("properties");
		properties.putObject("type").put("type", "string").put("format", "uri-reference");
		properties.putObject("title").put("type", "string");
		properties.putObject("status").put("type", "integer").put("minimum", 400).put("maximum", 599);
		properties.putObject("detail").put("type", "string");
		properties.putObject("event").put("type", "string");
		ObjectNode error = properties.putObject("errors").put("type", "array").putObject("items").put("type", "object");
		ObjectNode fields = error.putObject("properties");
		fields.putObject("field").put("type", "string");
		fields.putObject("message").put("type", "string");
		schema.putArray("required").add("type").add("title").add("status");
	}

	/** Encodes an event for a reference: a JSON pointer (RFC 6901) in a URI. */
	private static String pointer(String event) {
		String escaped = event.replace("~", "~0").replace("/", "~1");
		return URLEncoder.encode(escaped, StandardCharsets.UTF_8).replace("+", "%20");
	}

}
