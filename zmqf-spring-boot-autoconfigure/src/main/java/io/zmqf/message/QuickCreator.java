package io.zmqf.message;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedWithParams;

/**
 * Makes values, such as records, by a constructor or a factory method with all of its
 * arguments: by a handle that is made once for it, where Jackson has one made for each
 * value.
 */
final class QuickCreator extends StdValueInstantiator {

	private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

	private final MethodHandle creator;

	private QuickCreator(StdValueInstantiator original, MethodHandle creator) {
		super(original);
		this.creator = creator;
	}

	/**
	 * Replaces Jackson's own, and nobody else's.
	 * @param original the creator of the values
	 * @return what makes the same values
	 */
	static ValueInstantiator of(ValueInstantiator original) {
		if (original.getClass() != StdValueInstantiator.class) {
			return original;
		}
		MethodHandle creator = handle(original.getWithArgsCreator());
		return (creator != null) ? new QuickCreator((StdValueInstantiator) original, creator) : original;
	}

	private static @Nullable MethodHandle handle(@Nullable AnnotatedWithParams creator) {
		AnnotatedElement member = (creator != null) ? creator.getAnnotated() : null;
		MethodHandle handle = (member != null) ? handle(member) : null;
		if (handle == null) {
			return null;
		}
		int arguments = handle.type().parameterCount();
		return handle.asFixedArity()
			.asType(MethodType.genericMethodType(arguments))
			.asSpreader(Object[].class, arguments)
			.asType(SPREAD);
	}

	private static @Nullable MethodHandle handle(AnnotatedElement member) {
		try {
			if (member instanceof Constructor<?> constructor) {
				return MethodHandles.lookup().unreflectConstructor(constructor);
			}
			return (member instanceof Method method && Modifier.isStatic(method.getModifiers()))
					? MethodHandles.lookup().unreflect(method) : null;
		}
		catch (IllegalAccessException ex) { // Jackson may reach it
			return null;
		}
	}

	@Override
	public Object createFromObjectWith(DeserializationContext context, @Nullable Object[] arguments) {
		try {
			return this.creator.invokeExact(arguments);
		}
		catch (StackOverflowError ex) {
			throw ex;
		}
		catch (Throwable ex) { // an AssertionError, too, so that its path is known
			JsonData.throwIfOfNode(ex);
			return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, ex));
		}
	}

}
