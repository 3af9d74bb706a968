package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.messaging.handler.annotation.Header;

/**
 * Discovers the names of parameters, which are the default names of headers. If an
 * interface declares the {@link Header}, its name for the parameter is used, as callers
 * use that.
 */
final class HeaderNames extends DefaultParameterNameDiscoverer {

	static final ParameterNameDiscoverer INSTANCE = new HeaderNames();

	private HeaderNames() {
	}

	@Override
	public @Nullable String @Nullable [] getParameterNames(Method method) {
		@Nullable String[] own = super.getParameterNames(method);
		@Nullable String[] names = (own != null) ? own.clone() : new String[method.getParameterCount()];
		InheritedAnnotations.ofInterfaces(method, method.getDeclaringClass()).forEach((declared) -> {
			@Nullable String[] others = super.getParameterNames(declared);
			if (others != null) {
				replaceHeaders(method, names, declared, others);
			}
		});
		return Arrays.stream(names).allMatch((name) -> name == null) ? null : names;
	}

	/**
	 * Replaces the names of headers. A suspending function has one parameter more than
	 * names.
	 */
	private static void replaceHeaders(Method method, @Nullable String[] names, Method declared,
			@Nullable String[] others) {
		for (int i = 0; i < Math.min(names.length, others.length); i++) {
			if (declared.getParameters()[i].isAnnotationPresent(Header.class)
					&& !method.getParameters()[i].isAnnotationPresent(Header.class)) {
				names[i] = others[i];
			}
		}
	}

}
