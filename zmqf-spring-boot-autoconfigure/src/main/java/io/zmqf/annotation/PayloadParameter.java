package io.zmqf.annotation;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.zmqf.message.JsonData;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.introspect.ClassIntrospector;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.support.GenericMessage;

/**
 * A parameter that takes the data of requests, with its metadata.
 *
 * @param parameter the parameter
 * @param reader the reader of the data, or {@code null} for the JSON text itself
 * @param required {@code true} to reject a request without data
 * @param wrapper the container of the value in the parameter
 * @param validation the validation of the value, or {@code null} for none
 */
record PayloadParameter(MethodParameter parameter, @Nullable ObjectReader reader, boolean required, Wrapper wrapper,
		@Nullable PayloadValidation validation) {

	/** The container of a value. */
	enum Wrapper {

		NONE, OPTIONAL, MESSAGE;

		static Wrapper of(Class<?> type) {
			if (type == Optional.class) {
				return OPTIONAL;
			}
			return Message.class.isAssignableFrom(type) ? MESSAGE : NONE;
		}

	}

	static PayloadParameter of(MethodParameter parameter, JsonMapper mapper, @Nullable PayloadValidation validation) {
		Wrapper wrapper = Wrapper.of(parameter.getParameterType());
		MethodParameter value = (wrapper == Wrapper.NONE) ? parameter : parameter.nested();
		Type type = type(parameter, value);
		ObjectReader reader = (type == byte[].class) ? null : mapper.readerFor(mapper.constructType(type))
			.withView(JsonViews.of(parameter, ParameterName.of(parameter)));
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		boolean required = (annotation == null || annotation.required()) && !parameter.isOptional();
		return new PayloadParameter(parameter, reader, required, wrapper, validation);
	}

	private static Type type(MethodParameter parameter, MethodParameter value) {
		return GenericTypeResolver.resolveType(value.getNestedGenericParameterType(), parameter.getContainingClass());
	}

	/** Returns the type of the data that a parameter takes. */
	static Type type(MethodParameter parameter) {
		return type(parameter,
				(Wrapper.of(parameter.getParameterType()) == Wrapper.NONE) ? parameter : parameter.nested());
	}

	@Nullable Object resolve(RequestMessage message) {
		if (isLeftToItsDefault(message)) {
			return null;
		}
		Object value = (this.reader != null) ? read(message, this.reader) : message.getPayload().clone();
		if (value == null && this.required) {
			throw new UnreadableArgumentException(message, this.parameter,
					"Parameter " + ParameterName.of(this.parameter) + " is required, and the request has no data",
					null);
		}
		if (value != null && this.validation != null) {
			this.validation.validate(message, value);
		}
		return switch (this.wrapper) {
			case NONE -> value;
			case OPTIONAL -> Optional.ofNullable(value);
			case MESSAGE -> (value != null) ? new GenericMessage<>(value, message.getHeaders()) : null;
		};
	}

	/**
	 * Whether the data of an optional primitive is missing. Such a parameter has a
	 * default value in Kotlin.
	 */
	private boolean isLeftToItsDefault(RequestMessage message) {
		return this.parameter.getParameterType().isPrimitive() && this.parameter.isOptional()
				&& Arrays.equals(message.getPayload(), io.zmqf.message.Message.NO_DATA);
	}

	private @Nullable Object read(RequestMessage message, ObjectReader json) {
		try {
			return json.readValue(message.getPayload());
		}
		catch (JacksonException ex) {
			if (ex instanceof InvalidDefinitionException definition && !isChosen(definition, json.getConfig())) {
				throw ex; // the type of the parameter is at fault, not the request
			}
			throw new UnreadableArgumentException(message, this.parameter, reason(ex), ex);
		}
		catch (StackOverflowError ex) {
			throw new UnreadableArgumentException(message, this.parameter, "The data is nested too deeply", null);
		}
		catch (Throwable ex) { // from a deserializer or a constructor of the application
			JsonData.throwIfOfNode(ex);
			throw new UnreadableArgumentException(message, this.parameter,
					"The data does not fit parameter " + ParameterName.of(this.parameter), ex);
		}
	}

	private String reason(JacksonException ex) {
		if (ex instanceof StreamConstraintsException) { // its message contains no data
			return "The data exceeds a limit for JSON: " + ex.getOriginalMessage();
		}
		boolean read = !(ex instanceof StreamReadException) || ex instanceof InputCoercionException;
		return read ? "The data does not fit parameter " + ParameterName.of(this.parameter) + path(ex.getPath())
				: "The data is not valid JSON" + at(ex);
	}

	/**
	 * Whether the data contains the name of the class to read. It may then name an
	 * unsupported class.
	 */
	private static boolean isChosen(InvalidDefinitionException failure, DeserializationConfig config) {
		JavaType type = failure.getType();
		if (type == null) {
			return false;
		}
		AnnotatedClass annotated = config.classIntrospectorInstance().introspectClassAnnotations(type);
		return config.getDefaultTyper(type) != null || namesType(annotated, config)
				|| property(failure, config).filter((property) -> namesType(property, config)).isPresent();
	}

	/** Returns the innermost property that the failure refers to. */
	private static Optional<AnnotatedMember> property(InvalidDefinitionException failure,
			DeserializationConfig config) {
		List<JacksonException.Reference> path = failure.getPath();
		for (int i = path.size() - 1; i >= 0; i--) {
			Object from = path.get(i).from();
			JavaType type = config.constructType((from instanceof Class<?> known) ? known : from.getClass());
			if (!type.isContainerType()) {
				String name = path.get(i).getPropertyName();
				ClassIntrospector classes = config.classIntrospectorInstance();
				return classes.introspectForDeserialization(type, classes.introspectClassAnnotations(type))
					.findProperties()
					.stream()
					.filter((property) -> property.getName().equals(name))
					.map(BeanPropertyDefinition::getPrimaryMember)
					.findFirst();
			}
		}
		return Optional.empty();
	}

	private static boolean namesType(Annotated annotated, DeserializationConfig config) {
		return config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated) != null;
	}

	private static String at(JacksonException ex) {
		TokenStreamLocation location = ex.getLocation();
		return (location != null && location.getLineNr() > 0)
				? ": line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

	private static String path(List<JacksonException.Reference> references) {
		StringBuilder path = new StringBuilder();
		for (JacksonException.Reference reference : references) {
			if (reference.getPropertyName() == null) {
				path.append('[').append(reference.getIndex()).append(']');
			}
			else {
				path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
			}
		}
		return path.isEmpty() ? "" : ": " + path;
	}

}
