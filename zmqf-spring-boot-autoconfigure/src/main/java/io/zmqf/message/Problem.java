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
 * Why a request has no reply: a problem detail (RFC 9457) with the request's event.
 *
 * @param type a URI that names the kind of problem
 * @param title the meaning of the type, the same for each problem of the type
 * @param status a number as HTTP has them
 * @param detail the explanation of this very occurrence
 * @param event the request's event, {@code null} where it could not be read
 * @param errors the fields that did not pass validation, mostly empty
 * @param properties further members, values of JSON, mostly empty
 * @since 0.1.0
 */
public record Problem(String type, String title, int status, @Nullable String detail, @Nullable String event,
		List<FieldError> errors, Map<String, Object> properties) {

	private static final Set<String> MEMBERS = Set.of("type", "title", "status", "detail", "event", "errors");

	/** Of decimal numbers it keeps all digits. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.build();

	private static final String UNKNOWN_TYPE = "about:blank";

	private static final int UNKNOWN_STATUS = 500;

	private static final int BRIEF_BYTES = 8192;

	/** The most characters of a title, and of a detail, in one line. */
	private static final int MOST_SHOWN = 1024;

	public Problem {
		errors = List.copyOf(errors);
		properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
	}

	/**
	 * A problem without further members.
	 * @param type a URI that names the kind of problem
	 * @param title the meaning of the kind
	 * @param status a status of HTTP
	 * @param detail the explanation of this very occurrence
	 * @param event the request's event, {@code null} where it could not be read
	 * @param errors the fields that did not pass validation
	 */
	public Problem(String type, String title, int status, @Nullable String detail, @Nullable String event,
			List<FieldError> errors) {
		this(type, title, status, detail, event, errors, Map.of());
	}

	/**
	 * Whether each problem has a member.
	 * @param name the name of a member
	 * @return {@code false} where the name is free for further members
	 */
	public static boolean isMember(String name) {
		return MEMBERS.contains(name);
	}

	/**
	 * A field that did not pass validation.
	 *
	 * @param field its path from the data's root, empty for the data as a whole
	 * @param message the fault of the field
	 */
	public record FieldError(String field, String message) {
	}

	/**
	 * A problem of an application's own kind.
	 * @param status a number as HTTP has them, 400 to 599
	 * @param type a URI that names the kind
	 * @param title the meaning of the type
	 * @param detail the explanation of this very occurrence
	 * @return the problem
	 */
	public static Problem of(int status, String type, String title, @Nullable String detail) {
		if (status < 400 || status > 599) {
			throw new IllegalArgumentException("Status " + status + " is no problem's: 400 to 599 are allowed");
		}
		return new Problem(type, title, status, detail, null, List.of());
	}

	/**
	 * The same problem with the fields that did not pass validation.
	 * @param fieldErrors the fields
	 * @return the problem
	 */
	public Problem withErrors(List<FieldError> fieldErrors) {
		return new Problem(this.type, this.title, this.status, this.detail, this.event, fieldErrors, this.properties);
	}

	/**
	 * The same problem with further members.
	 * @param further the members: text, numbers, booleans, lists and maps of these
	 * @return the problem
	 * @throws IllegalArgumentException if each problem has one of them
	 */
	public Problem withProperties(Map<String, Object> further) {
		further.keySet().stream().filter(Problem::isMember).findAny().ifPresent((name) -> {
			throw new IllegalArgumentException("Property '" + name + "' is a member of each problem");
		});
		return new Problem(this.type, this.title, this.status, this.detail, this.event, this.errors, further);
	}

	/**
	 * The same problem with the event of the request that it is about.
	 * @param requested the event
	 * @return the problem
	 */
	public Problem withEvent(String requested) {
		return new Problem(this.type, this.title, this.status, this.detail, requested, this.errors, this.properties);
	}

	/**
	 * One line for logs and exceptions.
	 * @return status, title and detail, the last two cut after 1,024 characters each
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
	 * Reads the data of an error reply, whoever wrote it: what is missing is filled in,
	 * and what is not a problem detail at all becomes the detail.
	 * @param data the data of a message with event {@value Events#ERROR}
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
	 * Reads the beginning of the data of an error reply, for those whom nothing that a
	 * peer makes long may hold up, as a loop.
	 * @param data the data of a message with event {@value Events#ERROR}
	 * @return the type, title, status and detail that are within the first 8 KB; what is
	 * missing is filled in
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
			// it is longer, or no JSON
		}
		return new Problem(type, title, status, detail, null, List.of());
	}

	private static @Nullable JsonNode parse(byte[] data) {
		try {
			return JSON.readTree(data);
		}
		catch (JacksonException | NumberFormatException ex) { // of an endless exponent
			return null;
		}
	}

	private static String text(JsonNode json, String name, String otherwise) {
		return json.path(name).asString(otherwise);
	}

}
