package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotationPredicates;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Detects annotations of Jakarta Validation by name, as classes may have them without the
 * library.
 */
final class ValidationAnnotations {

	private static final Predicate<MergedAnnotation<? extends Annotation>> CONSTRAINT = MergedAnnotationPredicates
		.typeIn("jakarta.validation.Constraint");

	private static final Predicate<MergedAnnotation<? extends Annotation>> VALID = MergedAnnotationPredicates
		.typeIn("jakarta.validation.Valid");

	private ValidationAnnotations() {
	}

	/**
	 * Whether a parameter has any annotation for validation.
	 * @param parameter the parameter
	 * @return {@code true} for {@code @Valid}, {@code @Validated} and constraints, on the
	 * parameter or within its type
	 */
	static boolean arePresent(MethodParameter parameter) {
		return hints(parameter) != null || needMethodValidation(parameter);
	}

	/**
	 * Whether a parameter has annotations that validation of its value alone ignores.
	 * @param parameter the parameter
	 * @return {@code true} for constraints on the parameter, and for any annotation
	 * within its type
	 */
	static boolean needMethodValidation(MethodParameter parameter) {
		return MergedAnnotations.from(parameter.getParameterAnnotations()).stream().anyMatch(CONSTRAINT)
				|| parameter.getParameterIndex() >= 0 && areWithin(parameter.getParameter().getAnnotatedType());
	}

	/**
	 * Whether there are annotations within a type.
	 * @param type the type
	 * @return {@code true} for constraints and {@code @Valid} on type arguments
	 */
	static boolean areWithin(AnnotatedType type) {
		if (type instanceof AnnotatedArrayType array) {
			return areWithin(array.getAnnotatedGenericComponentType());
		}
		return type instanceof AnnotatedParameterizedType generic
				&& areOnAny(generic.getAnnotatedActualTypeArguments());
	}

	/**
	 * Whether a type has annotations at places that validators ignore: in arrays, and at
	 * the bounds of wildcards and type variables.
	 * @param type the type of a parameter or of a reply
	 * @param declared the parameter or the method, whose annotations also apply to the
	 * elements of its array
	 * @return {@code true} for constraints and {@code @Valid}
	 */
	static boolean areUnseen(AnnotatedType type, AnnotatedElement declared) {
		AnnotatedType element = type;
		while (element instanceof AnnotatedArrayType array) {
			if (areOn(array)) {
				return true;
			}
			element = array.getAnnotatedGenericComponentType();
		}
		return areUnseenWithin(element)
				|| (element != type && (areWithin(element) || (areOn(element) && !areOn(declared))));
	}

	private static boolean areUnseenWithin(AnnotatedType type) {
		if (type instanceof AnnotatedArrayType array) {
			AnnotatedType component = array.getAnnotatedGenericComponentType();
			return areOn(component) || areWithin(component) || areUnseenWithin(component);
		}
		if (type instanceof AnnotatedWildcardType wildcard) {
			return areOnAny(wildcard.getAnnotatedUpperBounds()) || areOnAny(wildcard.getAnnotatedLowerBounds());
		}
		if (type instanceof AnnotatedTypeVariable variable) {
			return areOnAny(variable.getAnnotatedBounds());
		}
		return type instanceof AnnotatedParameterizedType generic
				&& Arrays.stream(generic.getAnnotatedActualTypeArguments())
					.anyMatch(ValidationAnnotations::areUnseenWithin);
	}

	private static boolean areOnAny(AnnotatedType[] types) {
		return Arrays.stream(types).anyMatch((type) -> areOn(type) || areWithin(type));
	}

	/**
	 * Whether there are annotations on a method or on a type.
	 * @param element the method or the type
	 * @return {@code true} for constraints and {@code @Valid}
	 */
	static boolean areOn(AnnotatedElement element) {
		return MergedAnnotations.from(element.getAnnotations()).stream().anyMatch(CONSTRAINT.or(VALID));
	}

	/**
	 * Returns the groups of {@code @Valid} and {@code @Validated}.
	 * @param parameter the parameter
	 * @return the groups, or {@code null} if the parameter has neither
	 */
	static Object @Nullable [] hints(MethodParameter parameter) {
		return Arrays.stream(parameter.getParameterAnnotations())
			.map(ValidationAnnotationUtils::determineValidationHints)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether a parameter has {@code @Valid}.
	 * @param parameter the parameter
	 * @return {@code false} for {@code @Validated} alone
	 */
	static boolean isValid(MethodParameter parameter) {
		return MergedAnnotations.from(parameter.getParameterAnnotations()).stream().anyMatch(VALID);
	}

}
