package io.zmqf.service;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.zmqf.client.ZmqClient.RequestSpec;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.MessageHeaders;

/** Strategy that adds an argument of a call to its request. */
@FunctionalInterface
interface CallArgument {

	TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	/**
	 * Adds the argument.
	 * @param request the request
	 * @param value the argument, which may be {@code null}
	 */
	void addTo(RequestSpec request, @Nullable Object value);

	/** Returns an argument that is not part of the request. */
	static CallArgument none() {
		return (request, value) -> {
		};
	}

	/**
	 * Returns an argument that is the data of the request.
	 * @param declared a function that returns the declared type of a value, or {@code
	 * null} if the class of the value is sufficient
	 */
	static CallArgument data(Function<Object, @Nullable ParameterizedTypeReference<?>> declared) {
		return (request, value) -> {
			Object data = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
			ParameterizedTypeReference<?> type = (data != null) ? declared.apply(data) : null;
			if (type != null) {
				request.data(data, type);
			}
			else {
				request.data(data);
			}
		};
	}

	/**
	 * Returns an argument that is the timeout of the call. Without a value, the method's
	 * own timeout applies.
	 */
	static CallArgument timeout() {
		return (request, value) -> {
			Object timeout = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
			if (timeout != null) {
				request.timeout((Duration) timeout);
			}
		};
	}

	/**
	 * Returns an argument that is a header.
	 * @param name the name of the header
	 * @param type the type of the value, with the annotations of the parameter
	 * @param required {@code true} to reject a call without a value
	 * @param otherwise the default value, or {@code null} to omit the header
	 * @param conversion the conversion of the value to text
	 */
	static CallArgument header(String name, TypeDescriptor type, boolean required, @Nullable String otherwise,
			ConversionService conversion) {
		return (request, value) -> {
			Object present = (value instanceof Optional<?> optional) ? optional.orElse(null) : value;
			String text = (present != null) ? text(present, of(type, present), conversion) : otherwise;
			if (text != null) {
				request.header(name, text);
			}
			else if (required) {
				throw new IllegalArgumentException("Header '" + name + "' is required");
			}
		};
	}

	/**
	 * Returns an argument whose map entries are headers.
	 * @param conversion the conversion of the values to text
	 */
	static CallArgument headers(ConversionService conversion) {
		return (request, value) -> {
			if (value instanceof Map<?, ?> headers) {
				headers.forEach((name, header) -> {
					if (header != null && !isOfSpring(headers, name)) {
						String text = text(header, TypeDescriptor.valueOf(header.getClass()), conversion);
						if (text != null) {
							request.header(String.valueOf(name), text);
						}
					}
				});
			}
		};
	}

	/** Whether a header is Spring's own id or timestamp, which are not sent. */
	private static boolean isOfSpring(Map<?, ?> headers, @Nullable Object name) {
		return headers instanceof MessageHeaders
				&& (MessageHeaders.ID.equals(name) || MessageHeaders.TIMESTAMP.equals(name));
	}

	/**
	 * Returns the type to convert from. For a container it is the declared one, because
	 * only that has the element type.
	 */
	private static TypeDescriptor of(TypeDescriptor declared, Object value) {
		return (declared.isCollection() || declared.isArray()) ? declared : declared.narrow(value);
	}

	private static @Nullable String text(Object value, TypeDescriptor type, ConversionService conversion) {
		return (value instanceof String text) ? text : (String) conversion.convert(value, type, TEXT);
	}

}
