package io.zmqf.annotation;

import org.springframework.core.MethodParameter;

/** What a parameter is called in a problem. */
final class ParameterName {

	private ParameterName() {
	}

	/**
	 * The name of a parameter as its caller may see it.
	 * @param parameter the parameter
	 * @return its name in quotes, or its position where the compiler kept no names
	 */
	static String of(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (name != null) ? "'" + name + "'" : String.valueOf(parameter.getParameterIndex() + 1);
	}

}
