package io.zmqf.test;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of tests, which may use single quotes and unquoted names. */
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

	/** Parses received data. Data that are not JSON become a text node. */
	static JsonNode tree(byte[] data) {
		try {
			return MAPPER.readTree(data);
		}
		catch (JacksonException ex) {
			return MAPPER.getNodeFactory().stringNode(new String(data, StandardCharsets.UTF_8));
		}
	}

	/** Whether the actual value contains the expected one. */
	static boolean contains(JsonNode actual, JsonNode expected) {
		if (expected.isObject()) {
			return actual.isObject() && expected.properties()
				.stream()
				.allMatch((property) -> contains(actual.path(property.getKey()), property.getValue()));
		}
		if (expected.isArray()) {
			return actual.isArray() && actual.size() == expected.size()
					&& IntStream.range(0, expected.size()).allMatch((i) -> contains(actual.get(i), expected.get(i)));
		}
		return equal(actual, expected);
	}

	/** Compares values as JSON. Numbers are compared by value, so that 1 equals 1.0. */
	static boolean equal(JsonNode actual, JsonNode expected) {
		return actual.equals((first, second) -> {
			if (first.isNumber() && second.isNumber()) {
				return first.decimalValue().compareTo(second.decimalValue());
			}
			return first.equals(second) ? 0 : 1;
		}, expected);
	}

}
