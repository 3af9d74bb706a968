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
 * Creates values, such as records, with a constructor or factory method that takes all
 * properties. It uses a method handle that is created once, where Jackson creates one for
 * each value.
 */
final class QuickCreator extends StdValueInstantiator {

	private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

	private final MethodHandle creator;

	private QuickCreator(StdValueInstantiator original, MethodHandle creator) {
		super(original);
		this.creator = creator;
	}

	/**
	 * Replaces Jackson's own instantiator. Custom ones are kept.
	 * @param original the instantiator of the values
	 * @return an instantiator that creates the same values
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
		catch (IllegalAccessException ex) { // Jackson may still be able to access it
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
		catch (Throwable ex) { // also an AssertionError, to report its path
			JsonData.throwIfOfNode(ex);
			return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, ex));
		}
	}

}
