package io.zmqf.service;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Sends the calls of a declared client.
 *
 * @param contract the interface
 * @param calls the calls of its methods
 */
record ServiceInvocation(Class<?> contract, Map<Method, ServiceCall> calls) implements InvocationHandler {

	private static final Object[] NO_ARGUMENTS = {};

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		@Nullable Object[] given = (arguments != null) ? arguments : NO_ARGUMENTS;
		ServiceCall call = this.calls.get(method);
		if (call != null) {
			return call.reply().send(call, given);
		}
		if (ReflectionUtils.isEqualsMethod(method)) {
			return proxy == given[0];
		}
		if (ReflectionUtils.isHashCodeMethod(method)) {
			return System.identityHashCode(proxy);
		}
		if (ReflectionUtils.isToStringMethod(method)) {
			return "Client of " + this.contract.getName();
		}
		return Modifier.isPublic(method.getDeclaringClass().getModifiers())
				? InvocationHandler.invokeDefault(proxy, method, given) : invokeHidden(proxy, method, given);
	}

	/** As the interface itself calls it, which this class may not see. */
	private static @Nullable Object invokeHidden(Object proxy, Method method, @Nullable Object[] arguments)
			throws Throwable {
		Class<?> type = method.getDeclaringClass();
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
			.unreflectSpecial(method, type)
			.bindTo(proxy)
			.invokeWithArguments(arguments);
	}

}
