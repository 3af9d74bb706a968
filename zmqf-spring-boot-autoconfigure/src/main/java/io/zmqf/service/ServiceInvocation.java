package io.zmqf.service;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * The invocation handler of a declared client, which sends its calls.
 *
 * @param contract the interface
 * @param calls a supplier of the calls by method
 */
record ServiceInvocation(Class<?> contract, Supplier<Map<Method, ServiceCall>> calls) implements InvocationHandler {

	private static final Object[] NO_ARGUMENTS = {};

	@Override
	public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		@Nullable Object[] values = (arguments != null) ? arguments : NO_ARGUMENTS;
		if (ReflectionUtils.isEqualsMethod(method)) {
			return proxy == values[0];
		}
		if (ReflectionUtils.isHashCodeMethod(method)) {
			return System.identityHashCode(proxy);
		}
		if (ReflectionUtils.isToStringMethod(method)) {
			return "Client of " + this.contract.getName();
		}
		ServiceCall call = this.calls.get().get(method);
		if (call != null) {
			return call.reply().send(call, values);
		}
		return Modifier.isPublic(method.getDeclaringClass().getModifiers())
				? InvocationHandler.invokeDefault(proxy, method, values) : invokeHidden(proxy, method, values);
	}

	/** Invokes a default method of an interface that is not visible to this class. */
	private static @Nullable Object invokeHidden(Object proxy, Method method, @Nullable Object[] arguments)
			throws Throwable {
		Class<?> type = method.getDeclaringClass();
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
			.unreflectSpecial(method, type)
			.bindTo(proxy)
			.invokeWithArguments(arguments);
	}

}
