package io.zmqf.annotation;

import com.fasterxml.jackson.annotation.JsonView;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/** The views of Jackson that methods name, as Spring MVC takes them. */
final class JsonViews {

	private JsonViews() {
	}

	/**
	 * The view of the replies of a method.
	 * @param method the method
	 * @return the view, {@code null} for all properties
	 * @throws InvalidHandlerException if it names several
	 */
	static @Nullable Class<?> of(BeanMethod method) {
		return view(method.getMethodAnnotation(JsonView.class), method.description());
	}

	/**
	 * The view of the data that a parameter takes.
	 * @param parameter the parameter
	 * @param description the name of the parameter with its method, for the exception
	 * @return the view, {@code null} for all properties
	 * @throws InvalidHandlerException if it names several
	 */
	static @Nullable Class<?> of(MethodParameter parameter, String description) {
		return view(parameter.getParameterAnnotation(JsonView.class), description);
	}

	private static @Nullable Class<?> view(@Nullable JsonView annotation, String description) {
		if (annotation == null) {
			return null;
		}
		if (annotation.value().length != 1) {
			throw new InvalidHandlerException(description + " has @JsonView with " + annotation.value().length
					+ " classes, and data has one view", "Name one class, which may extend others.", null);
		}
		return annotation.value()[0];
	}

}
