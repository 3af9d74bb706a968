package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.util.ReflectionUtils;

/** Rejects parameters that no request can provide. Every request would fail otherwise. */
final class FillableParameters {

	private FillableParameters() {
	}

	/**
	 * Checks a parameter for headers.
	 * @param parameter the parameter
	 * @param description the name of the parameter with its method, for the exception
	 * @throws InvalidHandlerException if its type does not fit headers
	 */
	static void requireHeaders(MethodParameter parameter, String description) {
		Class<?> type = parameter.getParameterType();
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			parameter.initParameterNameDiscovery(HeaderNames.INSTANCE);
			if (header.name().isEmpty() && parameter.getParameterName() == null) {
				throw new InvalidHandlerException(description + " is a header without name",
						"Name it by @Header(\"name\"), or compile with -parameters.", null);
			}
			boolean none = !header.required() && ValueConstants.DEFAULT_NONE.equals(header.defaultValue());
			if (none && type != boolean.class) {
				requireNullable(parameter, description);
			}
		}
		else if (parameter.hasParameterAnnotation(Headers.class)
				|| MessageHeaderAccessor.class.isAssignableFrom(type)) {
			requireAll(parameter, description);
		}
	}

	private static void requireNullable(MethodParameter parameter, String description) {
		if (parameter.getParameterType().isPrimitive() && !parameter.isOptional()) {
			throw new InvalidHandlerException(
					description + " is optional, but a " + parameter.getParameterType() + " can't be null",
					"Use a reference type or an Optional, or make it required.", null);
		}
	}

	private static void requireAll(MethodParameter parameter, String description) {
		Class<?> type = parameter.getParameterType();
		boolean fits = MessageHeaderAccessor.class.isAssignableFrom(type) ? isAccessor(type)
				: type.isAssignableFrom(MessageHeaders.class) && Map.class.isAssignableFrom(type)
						&& hasText(ResolvableType.forMethodParameter(parameter).as(Map.class));
		if (!fits) {
			throw new InvalidHandlerException(
					description + " can't hold the headers, which are a Map<String, Object> of strings",
					"Use a Map<String, Object> with @Headers, or a MessageHeaderAccessor.", null);
		}
	}

	private static boolean hasText(ResolvableType map) {
		return Arrays.stream(map.getGenerics()).allMatch((generic) -> generic.toClass().isAssignableFrom(String.class));
	}

	/** Whether Spring can create the accessor, by its static method {@code wrap}. */
	private static boolean isAccessor(Class<?> type) {
		Method wrap = ReflectionUtils.findMethod(type, "wrap", Message.class);
		return type == MessageHeaderAccessor.class || (wrap != null && Modifier.isStatic(wrap.getModifiers()));
	}

	/**
	 * Checks a parameter for the data.
	 * @param parameter the parameter
	 * @param description the name of the parameter with its method, for the exception
	 * @param mapper the mapper that reads the data
	 * @throws InvalidHandlerException if its type does not fit any data
	 */
	static void requireData(MethodParameter parameter, String description, JsonMapper mapper) {
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (payload != null && !payload.required()
				&& mapper.isEnabled(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)) {
			requireNullable(parameter, description);
		}
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		Class<?> raw = type.toClass();
		boolean optional = raw == Optional.class;
		if (Message.class.isAssignableFrom(optional ? type.getGeneric().toClass() : raw)
				&& (optional || !raw.isAssignableFrom(GenericMessage.class) || type.getType() instanceof Class<?>)) {
			throw new InvalidHandlerException(description + " can't be created: it is not a Message of the data",
					"Use a Message<T> with the type of the data, as in Message<Order> or Message<?>.", null);
		}
		if ((optional && type.getType() instanceof Class<?>) || isOpen(parameter.getGenericParameterType())) {
			throw new InvalidHandlerException(
					description + " can't be read: its type does not name the type of the data",
					"Name the type of the data.", null);
		}
	}

	/** Whether a type is a type variable whose bound can't be instantiated. */
	private static boolean isOpen(Type type) {
		if (!(type instanceof TypeVariable<?> variable && variable.getGenericDeclaration() instanceof Method)) {
			return false;
		}
		ResolvableType bound = ResolvableType.forType(variable.getBounds()[0]);
		Class<?> raw = bound.toClass();
		return bound.hasUnresolvableGenerics() && Modifier.isAbstract(raw.getModifiers())
				&& raw.getName().startsWith("java.") && !Collection.class.isAssignableFrom(raw)
				&& !Map.class.isAssignableFrom(raw);
	}

}
