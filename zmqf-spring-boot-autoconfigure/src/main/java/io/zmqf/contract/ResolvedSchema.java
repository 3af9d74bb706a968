package io.zmqf.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A schema with resolved references and merged {@code allOf} parts.
 *
 * @param document the document of the schema
 * @param json the schema
 */
record ResolvedSchema(JsonNode document, JsonNode json) {

	private static final int MAX_REFERENCES = 32;

	static ResolvedSchema of(JsonNode document, JsonNode schema) {
		JsonNode json = schema;
		for (int i = 0; i < MAX_REFERENCES && json.has("$ref"); i++) {
			json = document.at(json.path("$ref").asString().substring(1));
		}
		return new ResolvedSchema(document, json.has("allOf") ? merged(document, json) : json);
	}

	private static JsonNode merged(JsonNode document, JsonNode schema) {
		ObjectNode merged = ((ObjectNode) schema).deepCopy();
		merged.remove("allOf");
		for (JsonNode part : schema.path("allOf")) {
			JsonNode resolved = of(document, part).json();
			for (Map.Entry<String, JsonNode> keyword : resolved.properties()) {
				JsonNode present = merged.get(keyword.getKey());
				if (present instanceof ObjectNode object && keyword.getValue() instanceof ObjectNode other) {
					object.setAll(other);
				}
				else if (present instanceof ArrayNode array && keyword.getValue() instanceof ArrayNode other) {
					array.addAll(other);
				}
				else if (present == null) {
					merged.set(keyword.getKey(), keyword.getValue().deepCopy());
				}
			}
		}
		return merged;
	}

	/** Returns the alternatives of the schema, or only this schema if there are none. */
	List<ResolvedSchema> variants() {
		JsonNode either = this.json.has("anyOf") ? this.json.path("anyOf") : this.json.path("oneOf");
		if (!either.isArray()) {
			return List.of(this);
		}
		List<ResolvedSchema> variants = new ArrayList<>();
		either.forEach((variant) -> variants.addAll(of(this.document, variant).variants()));
		return variants;
	}

	/** Returns the JSON types, or an empty set for all types. */
	Set<String> types() {
		return texts("type");
	}

	/** Returns the allowed values, or an empty set for all values. */
	Set<String> values() {
		Set<String> values = texts("enum");
		values.addAll(texts("const"));
		return values;
	}

	Set<String> required() {
		return texts("required");
	}

	JsonNode property(String name) {
		return this.json.path("properties").path(name);
	}

	Set<String> propertyNames() {
		return new TreeSet<>(this.json.path("properties").propertyNames());
	}

	private Set<String> texts(String keyword) {
		Set<String> texts = new TreeSet<>();
		JsonNode value = this.json.path(keyword);
		if (value.isArray()) {
			value.forEach((text) -> texts.add(text.asString()));
		}
		else if (!value.isMissingNode()) {
			texts.add(value.asString());
		}
		return texts;
	}

	String description() {
		Set<String> types = types();
		return types.isEmpty() ? "anything" : String.join(" or ", types);
	}

}
