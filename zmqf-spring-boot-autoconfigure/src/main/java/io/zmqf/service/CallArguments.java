package io.zmqf.service;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.security.Principal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;

/**
 * Determines the role of each parameter of a contract's method, for callers.
 *
 * @param conversion the conversion of headers to text, or {@code null} to check a
 * handler, which sends none
 * @param placeholders the resolver of placeholders in header names and default values
 */
record CallArguments(@Nullable ConversionService conversion, StringValueResolver placeholders) {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	/**
	 * Returns the arguments of a method.
	 * @param exchange the method
	 * @return one argument for each parameter
	 * @throws InvalidMethodException if a parameter can't be sent
	 */
	CallArgument[] of(ExchangeMethod exchange) {
		MethodParameter[] parameters = new AnnotatedMethod(exchange.method()).getMethodParameters();
		CallArgument[] arguments = new CallArgument[parameters.length];
		Map<String, MethodParameter> taken = new HashMap<>();
		for (int i = 0; i < parameters.length; i++) {
			MethodParameter parameter = parameters[i];
			parameter.initParameterNameDiscovery(NAMES);
			if (i == parameters.length - 1 && KotlinDetector.isSuspendingFunction(exchange.method())) {
				arguments[i] = CallArgument.none();
				continue;
			}
			CallArgument argument = annotated(exchange, parameter, taken);
			arguments[i] = (argument != null) ? argument : data(exchange, parameter, taken);
		}
		return arguments;
	}

	/**
	 * Returns the argument of the data. The declared type is used for containers and
	 * other generic types, whose values don't know their type arguments. A subclass of a
	 * generic type has more than was declared, so its own class is used.
	 */
	private static CallArgument data(ExchangeMethod exchange, MethodParameter parameter,
			Map<String, MethodParameter> taken) {
		requireFirst(exchange, parameter, "data", "Annotate one of them with @Header, or combine them into one class.",
				taken);
		ResolvableType resolved = exchange.resolve(parameter.nestedIfOptional().getNestedGenericParameterType());
		Type type = resolved.getType();
		Class<?> raw = resolved.toClass();
		boolean sender = Principal.class.isAssignableFrom(raw)
				&& (raw == Principal.class || !parameter.hasParameterAnnotation(Payload.class));
		if (sender || !DeclaredData.isPossible(resolved)) {
			throw invalid(exchange, parameter, "of type " + type.getTypeName() + " can't be sent",
					"Declare the data and the headers themselves; declare several values as a List.");
		}
		boolean container = Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw)
				|| (raw.isArray() && !raw.getComponentType().isPrimitive());
		ParameterizedTypeReference<?> declared = ParameterizedTypeReference.forType(type);
		if (container && !(type instanceof TypeVariable<?>)) {
			return CallArgument.data((value) -> declared);
		}
		return (type instanceof ParameterizedType)
				? CallArgument.data((value) -> (value.getClass() == raw) ? declared : null)
				: CallArgument.data((value) -> null);
	}

	/**
	 * Returns the argument of an annotation or a timeout, or {@code null} for the data.
	 */
	private @Nullable CallArgument annotated(ExchangeMethod exchange, MethodParameter parameter,
			Map<String, MethodParameter> taken) {
		Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return header(exchange, parameter, header, taken);
		}
		if (parameter.hasParameterAnnotation(Headers.class)) {
			if (!Map.class.isAssignableFrom(type)) {
				throw invalid(exchange, parameter, "is annotated with @Headers, but is not a Map", "Make it a Map.");
			}
			requireFirst(exchange, parameter, "all headers", "Combine both into one map.", taken);
			return CallArgument.headers(requireConversion());
		}
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		if (payload != null) {
			if (StringUtils.hasText(payload.expression())) {
				throw invalid(exchange, parameter, "has an expression", "Remove the expression of @Payload.");
			}
			return null;
		}
		if (type == Duration.class) {
			requireFirst(exchange, parameter, "the timeout", "Remove one of them, or send it by @Payload or @Header.",
					taken);
			return CallArgument.timeout();
		}
		return null;
	}

	private CallArgument header(ExchangeMethod exchange, MethodParameter parameter, Header header,
			Map<String, MethodParameter> taken) {
		String declared = header.name().isEmpty() ? parameter.getParameterName() : header.name();
		String name = (declared != null) ? resolve(exchange, parameter, declared) : null;
		if (name == null || name.isEmpty()) {
			throw invalid(exchange, parameter, "is a header without a name",
					"Name it by @Header(\"name\"), or compile with -parameters.");
		}
		if (name.startsWith("zmqf-")) {
			throw invalid(exchange, parameter,
					"is header '" + name + "', but names that start with 'zmqf-' are reserved by the protocol",
					"Choose another name.");
		}
		requireFirst(exchange, parameter, "header '" + name + "'", "Choose another name for one of them.", taken);
		Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(parameter.nestedIfOptional().getNestedParameterType());
		if (this.conversion != null && !this.conversion.canConvert(type, String.class)) {
			throw invalid(exchange, parameter,
					"is a header, but a " + type.getSimpleName() + " can't be converted to text",
					"Make it a String, or add a Converter.");
		}
		TypeDescriptor descriptor = new TypeDescriptor(parameter.nestedIfOptional());
		String otherwise = ValueConstants.DEFAULT_NONE.equals(header.defaultValue()) ? null
				: resolve(exchange, parameter, header.defaultValue());
		if (otherwise != null && !isReadable(otherwise, descriptor, parameter.getParameterType() == Optional.class)) {
			throw invalid(exchange, parameter,
					"has the default value '" + otherwise + "', which is not of type " + type.getSimpleName(),
					"Change the default value, or the type of the parameter.");
		}
		boolean required = header.required() && !parameter.isOptional() && otherwise == null;
		return CallArgument.header(name, descriptor, required, otherwise, requireConversion());
	}

	/**
	 * Resolves placeholders, for callers only. Handlers resolve theirs in their own
	 * application.
	 */
	private @Nullable String resolve(ExchangeMethod exchange, MethodParameter parameter, String text) {
		return (this.conversion == null) ? text
				: ExchangeMethod.resolve(text, this.placeholders, (cause) -> invalid(exchange, parameter,
						"has the placeholder '" + text + "', which has no value",
						"Set the property, or add a default to the placeholder, as in ${orders.tenant:acme}.", cause));
	}

	/**
	 * Whether a handler can convert a default value to the declared type, or to {@code
	 * null} if that is allowed.
	 */
	private boolean isReadable(String text, TypeDescriptor type, boolean empty) {
		if (this.conversion == null || !this.conversion.canConvert(CallArgument.TEXT, type)) {
			return true;
		}
		try {
			Object value = this.conversion.convert(text, CallArgument.TEXT, type);
			return (value != null) ? ClassUtils.isAssignableValue(type.getType(), value) : empty;
		}
		catch (ConversionException ex) {
			return !HeaderConversion.isOfText(ex);
		}
	}

	/** Rejects a second parameter with the same role. */
	private static void requireFirst(ExchangeMethod exchange, MethodParameter parameter, String meaning, String action,
			Map<String, MethodParameter> taken) {
		MethodParameter other = taken.putIfAbsent(meaning, parameter);
		if (other != null) {
			throw invalid(exchange, parameter, "and parameter " + (other.getParameterIndex() + 1) + " are both "
					+ meaning + ", but a request has only one", action);
		}
	}

	private ConversionService requireConversion() {
		return (this.conversion != null) ? this.conversion : DefaultConversionService.getSharedInstance();
	}

	private static InvalidMethodException invalid(ExchangeMethod exchange, MethodParameter parameter, String reason,
			String action) {
		return invalid(exchange, parameter, reason, action, null);
	}

	private static InvalidMethodException invalid(ExchangeMethod exchange, MethodParameter parameter, String reason,
			String action, @Nullable Exception cause) {
		return new InvalidMethodException(
				"Parameter " + (parameter.getParameterIndex() + 1) + " of " + exchange.description() + " " + reason,
				action, cause);
	}

}
