package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

import org.springframework.core.Conventions;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.BindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Validates one parameter that is annotated so; a collection's elements one by one.
 *
 * @param parameter the parameter
 * @param validator what validates
 * @param hints the groups
 */
record PayloadValidation(MethodParameter parameter, SmartValidator validator, Object[] hints) {

	/**
	 * How a parameter is validated.
	 * @param parameter the parameter
	 * @param validator what validates, {@code null} where there is none
	 * @return the validation, or {@code null} for none
	 */
	static @Nullable PayloadValidation of(MethodParameter parameter, @Nullable SmartValidator validator) {
		Object[] hints = (validator != null) ? hints(parameter) : null;
		return (validator != null && hints != null) ? new PayloadValidation(parameter, validator, hints) : null;
	}

	/**
	 * Whether a parameter asks to be validated.
	 * @param parameter the parameter
	 * @return {@code true} where it has {@code @Valid} or {@code @Validated}
	 */
	static boolean isWanted(MethodParameter parameter) {
		return hints(parameter) != null;
	}

	private static Object @Nullable [] hints(MethodParameter parameter) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				return hints;
			}
		}
		return null;
	}

	void validate(Message<?> message, Object value) {
		String name = Conventions.getVariableNameForParameter(this.parameter);
		BindingResult result = new BeanPropertyBindingResult(value, name);
		if (value instanceof Collection<?> elements) {
			validateEach(elements, result);
		}
		else {
			this.validator.validate(value, result, this.hints);
		}
		if (result.hasErrors()) {
			throw new MethodArgumentNotValidException(message, this.parameter, result);
		}
	}

	private void validateEach(Collection<?> elements, BindingResult result) {
		int index = 0;
		for (Object element : elements) {
			if (element != null) {
				BindingResult own = new BeanPropertyBindingResult(element, result.getObjectName());
				this.validator.validate(element, own, this.hints);
				for (ObjectError error : own.getAllErrors()) {
					result.addError(within("[" + index + "]", error));
				}
			}
			index++;
		}
	}

	private static ObjectError within(String element, ObjectError error) {
		String path = (error instanceof FieldError field) ? element + "." + field.getField() : element;
		return new FieldError(error.getObjectName(), path, null, false, error.getCodes(), error.getArguments(),
				error.getDefaultMessage());
	}

}
