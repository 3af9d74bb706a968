package io.zmqf.annotation;

import org.springframework.core.MethodParameter;

/** The name of a parameter in a problem. */
final class ParameterName {

	private ParameterName() {
	}

	/**
	 * Returns the name of a parameter for the caller.
	 * @param parameter the parameter
	 * @return the quoted name, or the position if the class has no parameter names
	 */
	static String of(MethodParameter parameter) {
		String name = parameter.getParameterName();
		return (name != null) ? "'" + name + "'" : String.valueOf(parameter.getParameterIndex() + 1);
	}

}
