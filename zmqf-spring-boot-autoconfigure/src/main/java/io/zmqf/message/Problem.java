package io.zmqf.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reason why a request has no reply: a problem detail (RFC 9457) with the event of
 * the request.
 *
 * @param type the URI of the problem type
 * @param title the title of the type, the same for all its problems
 * @param status the status, as in HTTP
 * @param detail the explanation of this occurrence, or {@code null} for none
 * @param event the event of the request, or {@code null} if it could not be read
 * @param errors the fields that failed validation, usually empty
 * @param properties additional members with JSON values, usually empty
 * @since 0.1.0
 */
public record Problem(String type, String title, int status, @Nullable String detail, @Nullable String event,
		List<FieldError> errors, Map<String, Object> properties) {

	private static final Set<String> MEMBERS = Set.of("type", "title", "status", "detail", "event", "errors");

	/** Preserves all digits of decimal numbers. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final String UNKNOWN_TYPE = "about:blank";

	private static final int UNKNOWN_STATUS = 500;

	private static final int BRIEF_BYTES = 8192;

	/** The maximum number of characters of a title or a detail in a log line. */
	private static final int MOST_SHOWN = 1024;

	public Problem {
		errors = List.copyOf(errors);
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
	}

	/**
	 * Creates a problem without additional members.
	 * @param type the URI of the problem type
	 * @param title the title of the type
	 * @param status the status, as in HTTP
	 * @param detail the explanation of this occurrence, or {@code null} for none
	 * @param event the event of the request, or {@code null} if it could not be read
	 * @param errors the fields that failed validation
	 */
	public Problem(String type, String title, int status, @Nullable String detail, @Nullable String event,
			List<FieldError> errors) {
		this(type, title, status, detail, event, errors, Map.of());
	}

	/**
	 * Whether a name is a standard member of problems.
	 * @param name the name of a member
	 * @return {@code false} if additional members may use the name
	 */
	public static boolean isMember(String name) {
		return MEMBERS.contains(name);
	}

	/**
	 * A field that failed validation.
	 *
	 * @param field the path of the field from the root of the data; empty for the data as
	 * a whole
	 * @param message the error message
	 */
	public record FieldError(String field, String message) {
	}

	/**
	 * Creates a problem of an application's own type.
	 * @param status the status, 400 to 599
	 * @param type the URI of the type
	 * @param title the title of the type
	 * @param detail the explanation of this occurrence, or {@code null} for none
	 * @return the problem
	 */
	public static Problem of(int status, String type, String title, @Nullable String detail) {
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException(
					"Status " + status + " is not valid for a problem: 400 to 599 are allowed");
		}
		return new Problem(type, title, status, detail, null, List.of());
	}

	/**
	 * Returns this problem with the fields that failed validation.
	 * @param fieldErrors the fields
	 * @return the problem
	 */
	public Problem withErrors(List<FieldError> fieldErrors) {
		return new Problem(this.type, this.title, this.status, this.detail, this.event, fieldErrors, this.properties);
	}

	/**
	 * Returns this problem with additional members.
	 * @param further the members: text, numbers, booleans, and lists and maps of these
	 * @return the problem
	 * @throws IllegalArgumentException if a name is a standard member
	 */
	public Problem withProperties(Map<String, Object> further) {
		further.keySet().stream().filter(Problem::isMember).findAny().ifPresent((name) -> {
			throw new IllegalArgumentException("Property '" + name + "' is a standard member of problems");
		});
		return new Problem(this.type, this.title, this.status, this.detail, this.event, this.errors, further);
	}

	/**
	 * Returns this problem with the event of its request.
	 * @param requested the event
	 * @return the problem
	 */
	public Problem withEvent(String requested) {
		return new Problem(this.type, this.title, this.status, this.detail, requested, this.errors, this.properties);
	}

	/**
	 * Describes the problem in one line for logs and exceptions.
	 * @return the status, the title and the detail, truncated after 1,024 characters each
	 */
	public String summary() {
		return this.status + " " + shown(this.title) + ((this.detail != null) ? ": " + shown(this.detail) : "");
	}

	private static String shown(String text) {
		return (text.length() > MOST_SHOWN) ? text.substring(0, MOST_SHOWN) + "…" : text;
	}

	/**
	 * Writes the data of an error reply.
	 * @return one JSON object in UTF-8
	 */
	public byte[] toJson() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(192);
		try (JsonGenerator json = JSON.createGenerator(bytes)) {
			json.writeStartObject();
			json.writeStringProperty("type", this.type);
			json.writeStringProperty("title", this.title);
			json.writeNumberProperty("status", this.status);
			if (this.detail != null) {
				json.writeStringProperty("detail", this.detail);
			}
			if (this.event != null) {
				json.writeStringProperty("event", this.event);
			}
			if (!this.errors.isEmpty()) {
				json.writeArrayPropertyStart("errors");
				for (FieldError error : this.errors) {
					json.writeStartObject();
					json.writeStringProperty("field", error.field());
					json.writeStringProperty("message", error.message());
					json.writeEndObject();
				}
				json.writeEndArray();
			}
			this.properties.forEach(json::writePOJOProperty);
			json.writeEndObject();
		}
		return bytes.toByteArray();
	}

	/**
	 * Reads the data of an error reply from any implementation. Missing members get
	 * defaults. Data that is not a problem detail becomes the detail.
	 * @param data the data of a message with the event {@value Events#ERROR}
	 * @return the problem
	 */
	public static Problem fromJson(byte[] data) {
		JsonNode json = parse(data);
		if (json == null || !json.isObject()) {
			return new Problem(UNKNOWN_TYPE, "Error", UNKNOWN_STATUS, new String(data, StandardCharsets.UTF_8), null,
					List.of());
		}
		List<FieldError> errors = new ArrayList<>();
		for (JsonNode error : json.path("errors")) {
			errors.add(new FieldError(text(error, "field", ""), text(error, "message", "")));
		}
		Map<String, Object> properties = new LinkedHashMap<>();
		json.forEachEntry((name, value) -> {
			if (!isMember(name)) {
				properties.put(name, JSON.treeToValue(value, Object.class));
			}
		});
		return new Problem(text(json, "type", UNKNOWN_TYPE), text(json, "title", "Error"),
				json.path("status").asInt(UNKNOWN_STATUS), json.path("detail").asStringOpt().orElse(null),
				json.path("event").asStringOpt().orElse(null), errors, properties);
	}

	/**
	 * Reads the beginning of an error reply's data. The limit protects event loops from
	 * long data of a peer.
	 * @param data the data of a message with the event {@value Events#ERROR}
	 * @return the type, title, status and detail within the first 8 KB; missing members
	 * get defaults
	 */
	public static Problem brief(byte[] data) {
		String type = UNKNOWN_TYPE;
		String title = "Error";
		String detail = null;
		int status = UNKNOWN_STATUS;
		try (JsonParser json = JSON.createParser(data, 0, Math.min(data.length, BRIEF_BYTES))) {
			boolean object = json.nextToken() == JsonToken.START_OBJECT;
			while (object && json.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = json.currentName();
				json.nextToken();
				switch (name) {
					case "type" -> type = json.getValueAsString(type);
					case "title" -> title = json.getValueAsString(title);
					case "detail" -> detail = json.getValueAsString(detail);
					case "status" -> status = json.getValueAsInt(status);
					default -> {
					}
				}
				json.skipChildren();
			}
		}
		catch (JacksonException ex) {
			// the data is longer, or not JSON
		}
		return new Problem(type, title, status, detail, null, List.of());
	}

	private static @Nullable JsonNode parse(byte[] data) {
		try {
			return JSON.readTree(data);
		}
		catch (JacksonException | NumberFormatException ex) { // an exponent is too large
			return null;
		}
	}

	private static String text(JsonNode json, String name, String otherwise) {
		return json.path(name).asString(otherwise);
	}

}
