package io.zmqf.annotation;

import com.fasterxml.jackson.annotation.JsonView;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/** Reads {@link JsonView} from methods and parameters, as Spring MVC does. */
final class JsonViews {

	private JsonViews() {
	}

	/**
	 * Returns the view of the replies of a method.
	 * @param method the method
	 * @return the view, or {@code null} for all properties
	 * @throws InvalidHandlerException if there are several
	 */
	static @Nullable Class<?> of(BeanMethod method) {
		return view(method.getMethodAnnotation(JsonView.class), method.description());
	}

	/**
	 * Returns the view of the data that a parameter takes.
	 * @param parameter the parameter
	 * @param description the name of the parameter with its method, for the exception
	 * @return the view, or {@code null} for all properties
	 * @throws InvalidHandlerException if there are several
	 */
	static @Nullable Class<?> of(MethodParameter parameter, String description) {
		return view(parameter.getParameterAnnotation(JsonView.class), description);
	}

	private static @Nullable Class<?> view(@Nullable JsonView annotation, String description) {
		if (annotation == null) {
			return null;
		}
		if (annotation.value().length != 1) {
			throw new InvalidHandlerException(
					description + " has @JsonView with " + annotation.value().length
							+ " classes, but only one is supported",
					"Name a single class, which may extend others.", null);
		}
		return annotation.value()[0];
	}

}
