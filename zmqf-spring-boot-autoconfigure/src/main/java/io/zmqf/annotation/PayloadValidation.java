package io.zmqf.annotation;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zmqf.message.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;

/**
 * Validates the value of a parameter with {@code @Valid} or {@code @Validated}. Elements
 * of containers are validated individually at any depth.
 *
 * @param parameter the parameter
 * @param validator the validator
 * @param hints the validation groups
 */
record PayloadValidation(MethodParameter parameter, SmartValidator validator, Object[] hints) {

	private static final int MAX_KEY = 100;

	/**
	 * Returns the validation of a parameter.
	 * @param parameter the parameter
	 * @param validator the validator, or {@code null} for none
	 * @param superseded {@code true} if the validation of the method covers
	 * {@code @Valid}
	 * @return the validation, or {@code null} for none
	 */
	static @Nullable PayloadValidation of(MethodParameter parameter, @Nullable SmartValidator validator,
			boolean superseded) {
		Object[] hints = (validator != null) ? ValidationAnnotations.hints(parameter) : null;
		if (validator == null || hints == null) {
			return null;
		}
		return (superseded && ValidationAnnotations.isValid(parameter)
				&& !isNested(ResolvableType.forMethodParameter(parameter))) ? null
						: new PayloadValidation(parameter, validator, hints);
	}

	/**
	 * Whether a container holds other containers, whose elements method validation
	 * ignores.
	 */
	private static boolean isNested(ResolvableType type) {
		if (org.springframework.messaging.Message.class.isAssignableFrom(type.toClass())) {
			return true;
		}
		return elements(type).stream().map(ResolvableType::toClass).anyMatch(PayloadValidation::isContainer);
	}

	private static List<ResolvableType> elements(ResolvableType type) {
		return type.isArray() ? List.of(type.getComponentType()) : List.of(type.getGenerics());
	}

	/**
	 * Whether the elements of a container are containers themselves, which the validator
	 * would validate instead of their values.
	 */
	static boolean isNestedContainer(ResolvableType type) {
		return isOnlyContainer(type) && elements(type).stream().anyMatch(PayloadValidation::isOnlyContainer);
	}

	/**
	 * Whether a type is a container only. Other iterable classes may have constraints
	 * themselves.
	 */
	private static boolean isOnlyContainer(ResolvableType type) {
		Class<?> raw = type.toClass();
		return isContainer(raw)
				&& (!isIterable(raw) || raw == Iterable.class || Collection.class.isAssignableFrom(raw));
	}

	private static boolean isContainer(Class<?> type) {
		return type.isArray() || type == Optional.class || Map.class.isAssignableFrom(type) || isIterable(type);
	}

	private static boolean isIterable(Class<?> type) {
		return Iterable.class.isAssignableFrom(type) && !JsonNode.class.isAssignableFrom(type)
				&& !Path.class.isAssignableFrom(type);
	}

	/**
	 * Whether the values of a parameter can be validated.
	 * @param parameter the parameter
	 * @return {@code false} for data that is not deserialized to a class, and for
	 * containers whose elements can't be accessed
	 */
	static boolean isPossible(MethodParameter parameter) {
		return isPossible(ResolvableType.forMethodParameter(parameter));
	}

	private static boolean isPossible(ResolvableType type) {
		Class<?> raw = type.toClass();
		if (raw == byte[].class || raw == Message.class || raw == Object.class
				|| JsonNode.class.isAssignableFrom(raw)) {
			return false;
		}
		if (Map.class.isAssignableFrom(raw) && type.hasGenerics()) {
			return isPossible(type.getGeneric(type.getGenerics().length - 1));
		}
		if (isContainer(raw) || org.springframework.messaging.Message.class.isAssignableFrom(raw)) {
			return !type.isArray() ? List.of(type.getGenerics()).stream().allMatch(PayloadValidation::isPossible)
					: isPossible(type.getComponentType());
		}
		return !(raw.getName().startsWith("java.") && type.hasGenerics());
	}

	void validate(org.springframework.messaging.Message<?> message, Object value) {
		String name = this.parameter.getParameterName();
		BindingResult result = new BeanPropertyBindingResult(value, (name != null) ? name : "data");
		validate("", value, result);
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(message, this.parameter, result);
		}
	}

	private void validate(String path, @Nullable Object value, BindingResult result) {
		if (value instanceof Optional<?> optional) {
			validate(path, optional.orElse(null), result);
		}
		else if (value instanceof Map<?, ?> map) {
			map.forEach((key, element) -> validate(path + "[" + text(key) + "]", element, result));
		}
		else if (value instanceof Object[] || value instanceof List<?>) {
			int index = 0;
			for (Object element : (value instanceof List<?> list) ? list : Arrays.asList((Object[]) value)) {
				validate(path + "[" + index++ + "]", element, result);
			}
		}
		else if (value instanceof Collection<?> elements) {
			elements.forEach((element) -> validate(path + "[]", element, result));
		}
		else if (value != null && !value.getClass().isArray()) {
			validateBean(path, value, result);
			if (value instanceof Iterable<?> elements && isIterable(value.getClass())) {
				elements.forEach((element) -> validate(path + "[]", element, result));
			}
		}
	}

	private void validateBean(String path, Object value, BindingResult result) {
		if (path.isEmpty()) {
			this.validator.validate(value, result, this.hints);
			return;
		}
		BindingResult own = new BeanPropertyBindingResult(value, result.getObjectName());
		this.validator.validate(value, own, this.hints);
		own.getAllErrors().forEach((error) -> result.addError(within(path, error)));
	}

	static String text(@Nullable Object key) {
		String text = String.valueOf(key);
		return (text.length() > MAX_KEY) ? text.substring(0, MAX_KEY) + "..." : text;
	}

	private static ObjectError within(String element, ObjectError error) {
		String path = (error instanceof FieldError field) ? element + "." + field.getField() : element;
		return new FieldError(error.getObjectName(), path, null, false, error.getCodes(), error.getArguments(),
				error.getDefaultMessage());
	}

}
