package io.zmqf.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of tests, which may have single quotes and names without quotes. */
final class TestJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		.enable(JsonReadFeature.ALLOW_SINGLE_QUOTES, JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
		.build();

	private TestJson() {
	}

	static JsonNode read(String json) {
		try {
			return MAPPER.readTree(json);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("Not JSON: " + json, ex);
		}
	}

	/** The tree of data as it travels; text that is no JSON is shown as text. */
	static JsonNode tree(byte[] data) {
		try {
			return MAPPER.readTree(data);
		}
		catch (JacksonException ex) {
			return MAPPER.getNodeFactory().stringNode(new String(data, StandardCharsets.UTF_8));
		}
	}

	/** Whether the actual value has at least what is expected of it. */
	static boolean contains(JsonNode actual, JsonNode expected) {
		if (expected.isObject()) {
			for (Map.Entry<String, JsonNode> property : expected.properties()) {
				JsonNode value = actual.get(property.getKey());
				if (value == null || !contains(value, property.getValue())) {
					return false;
				}
			}
			return actual.isObject();
		}
		if (expected.isArray()) {
			boolean same = actual.isArray() && actual.size() == expected.size();
			for (int i = 0; same && i < expected.size(); i++) {
				same = contains(actual.get(i), expected.get(i));
			}
			return same;
		}
		return equal(actual, expected);
	}

	/** Numbers are compared by value, as 1 and 1.0. */
	static boolean equal(JsonNode actual, JsonNode expected) {
		return actual.equals((first, second) -> {
			if (first.isNumber() && second.isNumber()) {
				return first.decimalValue().compareTo(second.decimalValue());
			}
			return first.equals(second) ? 0 : 1;
		}, expected);
	}

}
