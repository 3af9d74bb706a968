package io.zmqf.message;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Recognises classes whose values are not data, because their JSON would not represent
 * the value that they stand for. Types of optional libraries are recognised by name.
 *
 * @since 0.1.0
 */
public final class DataTypes {

	private static final Set<String> NO_DATA = Set.of("java.io.InputStream", "java.io.Reader", "java.util.Enumeration",
			"java.util.concurrent.CompletionStage", "java.util.concurrent.Flow$Publisher",
			"java.util.concurrent.Future", "io.reactivex.rxjava3.core.Completable", "io.reactivex.rxjava3.core.Maybe",
			"io.reactivex.rxjava3.core.Observable", "io.reactivex.rxjava3.core.Single", "io.smallrye.mutiny.Uni",
			"kotlinx.coroutines.Deferred", "kotlinx.coroutines.flow.Flow", "org.reactivestreams.Publisher");

	/**
	 * Functional interfaces. A class of the application may implement one and contain
	 * data as well.
	 */
	private static final Set<String> FUNCTIONS = Set.of("java.lang.Runnable", "java.util.concurrent.Callable",
			"kotlin.Function");

	private static final Set<String> PACKAGES = Set.of("java.util.function", "kotlin.jvm.functions");

	private static final ClassValue<Boolean> DATA = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			boolean unnamed = type.isHidden() || type.isAnonymousClass();
			return !isAny(type, (contract) -> NO_DATA.contains(contract.getName())
					|| (unnamed || contract == type) && isFunction(contract));
		}

	};

	private DataTypes() {
	}

	/**
	 * Whether values of a type can be data.
	 * @param type the class of a value, or a declared type
	 * @return {@code false} for futures, publishers, functions, input streams, readers
	 * and enumerations
	 */
	public static boolean isData(Class<?> type) {
		return DATA.get(type);
	}

	/**
	 * Whether JSON of the properties represents a value, and does not disclose a stack
	 * trace. A Jackson module may support further types.
	 */
	static boolean isState(Class<?> type) {
		return isData(type) && !Throwable.class.isAssignableFrom(type)
				&& !isAny(type, (contract) -> contract.getName().equals("kotlin.sequences.Sequence"));
	}

	/**
	 * Rejects a value that cannot be data.
	 * @param value the value
	 * @throws IllegalArgumentException if its class {@linkplain #isData(Class) is not
	 * data}
	 */
	public static void requireData(@Nullable Object value) {
		if (value != null && !isData(value.getClass())) {
			throw new IllegalArgumentException(refusal(value));
		}
	}

	static String refusal(Object value) {
		return "A " + value.getClass().getName() + " can't be sent as data: send "
				+ ((value instanceof Throwable) ? "its relevant data" : "its value instead");
	}

	private static boolean isFunction(Class<?> type) {
		return type.isInterface() && (PACKAGES.contains(type.getPackageName()) || FUNCTIONS.contains(type.getName()));
	}

	private static boolean isAny(@Nullable Class<?> type, Predicate<Class<?>> condition) {
		return type != null && (condition.test(type) || isAny(type.getSuperclass(), condition)
				|| Arrays.stream(type.getInterfaces()).anyMatch((contract) -> isAny(contract, condition)));
	}

}
