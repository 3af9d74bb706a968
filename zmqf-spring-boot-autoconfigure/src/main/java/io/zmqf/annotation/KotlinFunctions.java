package io.zmqf.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import kotlin.Unit;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.CoroutinesUtils;
import org.springframework.core.KotlinDetector;

/**
 * Calls Kotlin's functions as Kotlin does. Its methods are called where Kotlin is there.
 */
final class KotlinFunctions {

	private static final boolean PRESENT = KotlinDetector.isKotlinReflectPresent();

	private KotlinFunctions() {
	}

	/**
	 * Whether a method has to be called in Kotlin's way.
	 * @param method the method
	 * @return {@code true} for a suspending function, and for one with default values
	 */
	static boolean isNeeded(Method method) {
		return KotlinDetector.isSuspendingFunction(method)
				|| (PRESENT && KotlinDetector.isKotlinType(method.getDeclaringClass()) && Defaults.arePresent(method));
	}

	/**
	 * Calls a method.
	 * @param method the method
	 * @param instance its bean
	 * @param arguments its arguments
	 * @return its return value; a publisher where it suspends
	 * @throws InvocationTargetException if it throws
	 */
	static @Nullable Object call(Method method, Object instance, @Nullable Object[] arguments)
			throws InvocationTargetException {
		return KotlinDetector.isSuspendingFunction(method)
				? CoroutinesUtils.invokeSuspendingFunction(method, instance, arguments)
				: Defaults.call(method, instance, arguments);
	}

	/** Loaded where Kotlin's reflection is there. */
	private static final class Defaults {

		static boolean arePresent(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			return function != null && function.getParameters().stream().anyMatch(KParameter::isOptional);
		}

		/** A missing argument of a parameter with a default value is left out. */
		static @Nullable Object call(Method method, Object instance, @Nullable Object[] arguments)
				throws InvocationTargetException {
			KFunction<?> function = Objects.requireNonNull(ReflectJvmMapping.getKotlinFunction(method));
			KCallablesJvm.setAccessible(function, true);
			Map<KParameter, Object> given = new HashMap<>();
			int index = 0;
			for (KParameter parameter : function.getParameters()) {
				if (parameter.getKind() == KParameter.Kind.INSTANCE) {
					given.put(parameter, instance);
				}
				else {
					Object argument = arguments[index++];
					if (argument != null || !parameter.isOptional()) {
						given.put(parameter, argument);
					}
				}
			}
			Object value = function.callBy(given);
			return (value == Unit.INSTANCE) ? null : value;
		}

	}

}
