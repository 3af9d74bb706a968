package io.zmqf.service;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.util.ReflectionUtils;

/**
 * Creates exceptions from their message and properties. Uses the constructor with the
 * most parameters that match by name, and sets the other properties by field.
 *
 * @param mapper the mapper that converts the properties
 */
record ExceptionCreator(JsonMapper mapper) {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	/**
	 * Creates an exception.
	 * @param type the class of the exception
	 * @param message the message, or {@code null} if there is none
	 * @param properties the properties, as JSON values
	 * @param cause the cause
	 * @return the exception
	 * @throws ReflectiveOperationException if no constructor can be called
	 */
	Throwable create(Class<? extends Throwable> type, @Nullable String message, Map<String, Object> properties,
			Throwable cause) throws ReflectiveOperationException {
		Throwable exception = construct(type, message, properties, cause);
		for (Field field : fields(type)) {
			if (properties.containsKey(field.getName())) {
				ReflectionUtils.makeAccessible(field);
				field.set(exception, value(properties.get(field.getName()), field.getGenericType()));
			}
		}
		if (exception.getCause() == null) {
			try {
				exception.initCause(cause);
			}
			catch (IllegalStateException ex) {
				exception.addSuppressed(cause);
			}
		}
		return exception;
	}

	private Throwable construct(Class<? extends Throwable> type, @Nullable String message,
			Map<String, Object> properties, Throwable cause) throws ReflectiveOperationException {
		List<Constructor<?>> constructors = Arrays.stream(type.getDeclaredConstructors())
			.filter((constructor) -> !constructor.isSynthetic())
			.sorted(Comparator.comparingInt((Constructor<?> constructor) -> constructor.getParameterCount()).reversed())
			.toList();
		for (Constructor<?> constructor : constructors) {
			@Nullable Object @Nullable [] arguments = arguments(constructor, message, properties, cause);
			if (arguments != null) {
				ReflectionUtils.makeAccessible(constructor);
				try {
					return (Throwable) constructor.newInstance(arguments);
				}
				catch (InvocationTargetException ex) {
					throw new ReflectiveOperationException(constructor + " failed", ex.getTargetException());
				}
			}
		}
		throw new NoSuchMethodException(
				"no constructor has parameters for the properties " + properties.keySet() + " by name");
	}

	private @Nullable Object @Nullable [] arguments(Constructor<?> constructor, @Nullable String message,
			Map<String, Object> properties, Throwable cause) {
		@Nullable String[] names = names(constructor);
		Class<?>[] types = constructor.getParameterTypes();
		@Nullable Object[] arguments = new @Nullable Object[types.length];
		boolean hasMessage = false;
		for (int i = 0; i < types.length; i++) {
			if (names[i] != null && properties.containsKey(names[i])) {
				arguments[i] = value(properties.get(names[i]), constructor.getGenericParameterTypes()[i]);
			}
			else if (types[i].isInstance(cause) && Throwable.class.isAssignableFrom(types[i])) {
				arguments[i] = cause;
			}
			else if (types[i] == String.class && !hasMessage) {
				arguments[i] = message;
				hasMessage = true;
			}
			else {
				return null;
			}
		}
		return arguments;
	}

	/**
	 * Returns the parameter names of a constructor. If the class file has none, these are
	 * the names of the fields, in order, if their types match.
	 */
	private static @Nullable String[] names(Constructor<?> constructor) {
		Class<?>[] types = constructor.getParameterTypes();
		@Nullable String[] names = NAMES.getParameterNames(constructor);
		if (names != null) {
			return names;
		}
		List<Field> fields = fields(constructor.getDeclaringClass());
		boolean alike = fields.stream().map(Field::getType).toList().equals(List.of(types));
		return alike ? fields.stream().map(Field::getName).toArray(String[]::new) : new @Nullable String[types.length];
	}

	private static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		ReflectionUtils.doWithFields(type, fields::add, (field) -> !Modifier.isStatic(field.getModifiers())
				&& !field.isSynthetic() && !field.getDeclaringClass().getName().startsWith("java."));
		return fields;
	}

	private @Nullable Object value(@Nullable Object value, Type type) {
		return this.mapper.convertValue(value, this.mapper.constructType(type));
	}

}
