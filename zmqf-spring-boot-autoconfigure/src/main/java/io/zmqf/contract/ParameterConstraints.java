package io.zmqf.contract;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * Adds the constraints on a parameter and within its type, because the generator reads
 * only those of fields. Constraints are found by name, because Jakarta Validation may be
 * absent.
 */
final class ParameterConstraints {

	private static final String PACKAGE = "jakarta.validation.constraints.";

	private ParameterConstraints() {
	}

	static void addTo(ObjectNode schema, MethodParameter parameter) {
		add(schema, MergedAnnotations.from(parameter.getParameterAnnotations()));
		Parameter declared = parameter.getParameter();
		addWithin(schema, declared.getAnnotatedType());
	}

	private static void addWithin(ObjectNode schema, AnnotatedType type) {
		if (type instanceof AnnotatedArrayType array) {
			addOn(schema.get("items"), array.getAnnotatedGenericComponentType());
		}
		if (type instanceof AnnotatedParameterizedType generic) {
			AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
			Class<?> raw = erased(generic);
			if (Collection.class.isAssignableFrom(raw)) {
				addOn(schema.get("items"), arguments[0]);
			}
			else if (Map.class.isAssignableFrom(raw) && arguments.length == 2) {
				addOn(schema.get("additionalProperties"), arguments[1]);
			}
			else if (raw == Optional.class) {
				addOn(schema, arguments[0]);
			}
		}
	}

	private static Class<?> erased(AnnotatedParameterizedType type) {
		return (Class<?>) ((ParameterizedType) type.getType()).getRawType();
	}

	private static void addOn(@Nullable JsonNode schema, AnnotatedType type) {
		// a reference is shared, and allows no keywords beside it
		if (schema instanceof ObjectNode own && !own.has("$ref")) {
			add(own, MergedAnnotations.from(type.getAnnotations()));
			addWithin(own, type);
		}
	}

	private static void add(ObjectNode schema, MergedAnnotations annotations) {
		if (schema.has("$ref")) {
			return;
		}
		add(annotations, "Min", (limit) -> schema.put("minimum", limit.getLong("value")));
		add(annotations, "Max", (limit) -> schema.put("maximum", limit.getLong("value")));
		add(annotations, "Positive", (limit) -> schema.put("exclusiveMinimum", 0));
		add(annotations, "PositiveOrZero", (limit) -> schema.put("minimum", 0));
		add(annotations, "Negative", (limit) -> schema.put("exclusiveMaximum", 0));
		add(annotations, "NegativeOrZero", (limit) -> schema.put("maximum", 0));
		add(annotations, "Pattern", (pattern) -> schema.put("pattern", pattern.getString("regexp")));
		add(annotations, "Email", (email) -> schema.put("format", "email"));
		add(annotations, "NotEmpty", (present) -> schema.put("min" + sized(schema), 1));
		add(annotations, "NotBlank", (present) -> schema.put("minLength", 1));
		add(annotations, "Size", (size) -> {
			if (size.getInt("min") > 0) {
				schema.put("min" + sized(schema), size.getInt("min"));
			}
			if (size.getInt("max") < Integer.MAX_VALUE) {
				schema.put("max" + sized(schema), size.getInt("max"));
			}
		});
	}

	private static String sized(ObjectNode schema) {
		return switch (schema.path("type").asString("")) {
			case "array" -> "Items";
			case "object" -> "Properties";
			default -> "Length";
		};
	}

	private static void add(MergedAnnotations annotations, String name,
			Consumer<MergedAnnotation<Annotation>> keyword) {
		MergedAnnotation<Annotation> found = annotations.get(PACKAGE + name);
		if (found.isPresent()) {
			keyword.accept(found);
		}
	}

}
