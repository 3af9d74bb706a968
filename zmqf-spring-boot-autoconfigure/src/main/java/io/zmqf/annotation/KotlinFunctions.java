package io.zmqf.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

import kotlin.Unit;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.KType;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.CoroutinesUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ReflectionUtils;

/**
 * Calls Kotlin functions by Kotlin reflection.
 */
final class KotlinFunctions {

	private static final boolean PRESENT = KotlinDetector.isKotlinReflectPresent();

	private KotlinFunctions() {
	}

	/**
	 * Whether a method must be called by Kotlin reflection.
	 * @param method the method
	 * @return {@code true} for a suspending function, and for a function with default
	 * values or parameters of value classes
	 */
	static boolean isNeeded(Method method) {
		return KotlinDetector.isSuspendingFunction(method)
				|| (PRESENT && KotlinDetector.isKotlinType(method.getDeclaringClass()) && Reflection.isNeeded(method));
	}

	/**
	 * Returns the functions that box the arguments of value classes. Each throws the
	 * exceptions of the constructor.
	 * @param method a method that must be called by Kotlin reflection
	 * @return the functions by the indexes of the parameters
	 */
	static Map<Integer, UnaryOperator<Object>> boxes(Method method) {
		return PRESENT ? Reflection.boxes(method) : Map.of();
	}

	/**
	 * Calls a method.
	 * @param method the method
	 * @param instance the bean
	 * @param arguments the arguments
	 * @param boxes the functions that box arguments
	 * @return the return value, or a publisher for a suspending function
	 * @throws InvocationTargetException if the method throws an exception
	 */
	static @Nullable Object call(Method method, Object instance, @Nullable Object[] arguments,
			Map<Integer, UnaryOperator<Object>> boxes) throws InvocationTargetException {
		return KotlinDetector.isSuspendingFunction(method)
				? CoroutinesUtils.invokeSuspendingFunction(method, instance, arguments)
				: Reflection.call(method, instance, arguments, boxes);
	}

	/** Loaded only if Kotlin reflection is present. */
	private static final class Reflection {

		static boolean isNeeded(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			return function != null && function.getParameters()
				.stream()
				.anyMatch((parameter) -> parameter.isOptional() || valueClass(parameter.getType()) != null);
		}

		static Map<Integer, UnaryOperator<Object>> boxes(Method method) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			Map<Integer, UnaryOperator<Object>> boxes = new HashMap<>();
			int index = 0;
			for (KParameter parameter : (function != null) ? function.getParameters() : List.<KParameter>of()) {
				if (parameter.getKind() != KParameter.Kind.INSTANCE) {
					KClass<?> type = valueClass(parameter.getType());
					if (type != null) {
						boxes.put(index, (argument) -> box(type, argument));
					}
					index++;
				}
			}
			return boxes;
		}

		private static @Nullable KClass<?> valueClass(KType declared) {
			return (declared.getClassifier() instanceof KClass<?> type && type.isValue()) ? type : null;
		}

		private static Object box(KClass<?> type, Object argument) {
			if (type.isInstance(argument)) {
				return argument;
			}
			KFunction<?> constructor = Objects.requireNonNull(KClasses.getPrimaryConstructor(type));
			KCallablesJvm.setAccessible(constructor, true);
			KClass<?> inner = valueClass(constructor.getParameters().get(0).getType());
			return constructor.call((inner != null) ? box(inner, argument) : argument);
		}

		/** Unboxes a value class, unless the method itself returns the value class. */
		private static @Nullable Object unbox(KFunction<?> function, Method method, @Nullable Object value) {
			if (value == null || valueClass(function.getReturnType()) == null
					|| method.getReturnType() == value.getClass()) {
				return value;
			}
			Method unbox = Objects.requireNonNull(ReflectionUtils.findMethod(value.getClass(), "unbox-impl"));
			ReflectionUtils.makeAccessible(unbox);
			return ReflectionUtils.invokeMethod(unbox, value);
		}

		/**
		 * Calls a method. A missing argument is omitted if the parameter has a default
		 * value.
		 */
		static @Nullable Object call(Method method, Object instance, @Nullable Object[] arguments,
				Map<Integer, UnaryOperator<Object>> boxes) throws InvocationTargetException {
			KFunction<?> function = Objects.requireNonNull(ReflectJvmMapping.getKotlinFunction(method));
			KCallablesJvm.setAccessible(function, true);
			Map<KParameter, Object> values = new HashMap<>();
			int index = 0;
			for (KParameter parameter : function.getParameters()) {
				if (parameter.getKind() == KParameter.Kind.INSTANCE) {
					values.put(parameter,
							Modifier.isStatic(method.getModifiers()) ? companion(method, instance) : instance);
				}
				else {
					Object argument = arguments[index];
					if (argument != null || !parameter.isOptional()) {
						UnaryOperator<Object> box = boxes.get(index);
						values.put(parameter, (box != null && argument != null) ? box.apply(argument) : argument);
					}
					index++;
				}
			}
			Object value = function.callBy(values);
			return (value == Unit.INSTANCE) ? null : unbox(function, method, value);
		}

		/**
		 * Returns the companion or the object that declares the function of a static
		 * method.
		 */
		private static Object companion(Method method, Object instance) {
			KClass<?> type = JvmClassMappingKt.getKotlinClass(method.getDeclaringClass());
			return Objects.requireNonNullElse(KClasses.getCompanionObjectInstance(type), instance);
		}

	}

}
