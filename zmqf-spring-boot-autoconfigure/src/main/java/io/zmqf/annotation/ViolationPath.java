package io.zmqf.annotation;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;

import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.util.StringUtils;
import org.springframework.validation.method.ParameterValidationResult;

/** The path from a request to the value that violates a constraint. */
final class ViolationPath {

	private ViolationPath() {
	}

	/**
	 * Returns the path of an error.
	 * @param result the validation result of the parameter
	 * @param error one of the errors
	 * @return the path from the root of the data, or from the name of a header
	 */
	static String of(ParameterValidationResult result, MessageSourceResolvable error) {
		StringBuilder path = new StringBuilder(root(result.getMethodParameter()));
		for (Path.Node node : result.unwrap(error, ConstraintViolation.class).getPropertyPath()) {
			if (node.getKind() != ElementKind.METHOD && node.getKind() != ElementKind.PARAMETER) {
				append(path, node);
			}
		}
		return path.toString();
	}

	private static String root(MethodParameter parameter) {
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header == null) {
			return "";
		}
		String parameterName = parameter.getParameterName();
		return StringUtils.hasText(header.name()) ? header.name() : (parameterName != null) ? parameterName : "";
	}

	private static void append(StringBuilder path, Path.Node node) {
		if (node.isInIterable()) {
			Object element = (node.getIndex() != null) ? node.getIndex() : node.getKey();
			path.append('[').append((element != null) ? PayloadValidation.text(element) : "").append(']');
		}
		if (node.getKind() != ElementKind.CONTAINER_ELEMENT && node.getName() != null) {
			path.append(path.isEmpty() ? "" : ".").append(node.getName());
		}
	}

}
