package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonView;
import io.zmqf.service.ExchangeMethod;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.validation.annotation.Validated;

/**
 * The annotations that a method has from an interface. Where it belongs to a superclass
 * that does not implement the interface, neither Spring nor a validator finds them.
 */
final class InheritedAnnotations {

	private InheritedAnnotations() {
	}

	/**
	 * Checks that no annotation is lost.
	 * @param method a method of the class of a bean
	 * @param type the class
	 * @throws InvalidHandlerException if an interface annotates it, and the class that
	 * declares it does not implement the interface
	 */
	static void requireSeen(Method method, Class<?> type) {
		for (Class<?> contract : unrelated(method, type)) {
			for (Method declared : contract.getDeclaredMethods()) {
				if (isAnswered(declared, method, type) && isAnnotated(declared)) {
					throw unseen(method, type, contract);
				}
			}
		}
	}

	/**
	 * Checks that no handler is lost.
	 * @param type the class of a bean
	 * @throws InvalidHandlerException if an interface says that a method is a handler,
	 * and the method does not see it
	 */
	static void requireHandlersSeen(Class<?> type) {
		for (Class<?> contract : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			if (!AnnotationUtils.isCandidateClass(contract, ZmqHandler.class)) {
				continue;
			}
			for (Method declared : contract.getDeclaredMethods()) {
				if (!Modifier.isStatic(declared.getModifiers())
						&& MergedAnnotations.from(declared).isPresent(ZmqHandler.class)) {
					Method method = ExchangeMethod.implementation(declared, type);
					if (!AnnotatedElementUtils.hasAnnotation(method, ZmqHandler.class)) {
						throw unseen(method, type, contract);
					}
				}
			}
		}
	}

	private static List<Class<?>> unrelated(Method method, Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.filter((contract) -> !contract.isAssignableFrom(method.getDeclaringClass()))
			.toList();
	}

	private static boolean isAnswered(Method declared, Method method, Class<?> type) {
		return declared.getName().equals(method.getName()) && declared.getParameterCount() == method.getParameterCount()
				&& !Modifier.isStatic(declared.getModifiers())
				&& ExchangeMethod.implementation(declared, type).equals(method);
	}

	private static boolean isAnnotated(Method declared) {
		MergedAnnotations annotations = MergedAnnotations.from(declared);
		return annotations.isPresent(Validated.class) || annotations.isPresent(JsonView.class)
				|| ValidationAnnotations.areOn(declared)
				|| ValidationAnnotations.areWithin(declared.getAnnotatedReturnType())
				|| Arrays.stream(declared.getParameters())
					.anyMatch((parameter) -> parameter.getAnnotations().length > 0
							|| ValidationAnnotations.areWithin(parameter.getAnnotatedType()));
	}

	private static InvalidHandlerException unseen(Method method, Class<?> type, Class<?> contract) {
		return new InvalidHandlerException(
				ExchangeMethod.description(method.getDeclaringClass(), method) + " does not see the annotations that "
						+ contract.getTypeName() + " has for it in " + type.getTypeName(),
				"Override the method in " + type.getTypeName() + ", or have " + method.getDeclaringClass().getTypeName()
						+ " implement the interface.",
				null);
	}

}
