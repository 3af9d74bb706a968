package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
		for (Method declared : ofInterfaces(type)) {
			if (!declared.getDeclaringClass().isAssignableFrom(method.getDeclaringClass())
					&& isAnswered(declared, method, type) && loses(declared, method)) {
				throw unseen(method, type, declared.getDeclaringClass());
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
		for (Method declared : ofInterfaces(type)) {
			if (AnnotationUtils.isCandidateClass(declared.getDeclaringClass(), ZmqHandler.class)
					&& MergedAnnotations.from(declared).isPresent(ZmqHandler.class)) {
				Method method = ExchangeMethod.implementation(declared, type);
				if (!AnnotatedElementUtils.hasAnnotation(method, ZmqHandler.class) && !AnnotatedElementUtils
					.hasAnnotation(ClassUtils.getMostSpecificMethod(declared, type), ZmqHandler.class)) {
					throw unseen(method, type, declared.getDeclaringClass());
				}
			}
		}
	}

	/** The methods of all interfaces of a class, those that these extend included. */
	private static List<Method> ofInterfaces(Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.flatMap((contract) -> Arrays.stream(contract.getMethods()))
			.filter((method) -> !Modifier.isStatic(method.getModifiers()))
			.toList();
	}

	private static boolean isAnswered(Method declared, Method method, Class<?> type) {
		return declared.getName().equals(method.getName()) && declared.getParameterCount() == method.getParameterCount()
				&& ExchangeMethod.implementation(declared, type).equals(method);
	}

	/** Whether it has an annotation that counts, which the method has not itself. */
	private static boolean loses(Method declared, Method method) {
		Parameter[] annotated = declared.getParameters();
		Parameter[] parameters = method.getParameters();
		return loses(declared, declared.getAnnotatedReturnType(), method, method.getAnnotatedReturnType())
				|| IntStream.range(0, parameters.length)
					.anyMatch((i) -> loses(annotated[i], annotated[i].getAnnotatedType(), parameters[i],
							parameters[i].getAnnotatedType()));
	}

	private static boolean loses(AnnotatedElement declared, AnnotatedType type, AnnotatedElement own,
			AnnotatedType ownType) {
		return ValidationAnnotations.areWithin(type) && !ValidationAnnotations.areWithin(ownType)
				|| Arrays.stream(declared.getAnnotations())
					.map(Annotation::annotationType)
					.anyMatch((annotation) -> counts(annotation) && !own.isAnnotationPresent(annotation));
	}

	/** Whether a handler of a request is called otherwise for it. */
	private static boolean counts(Class<? extends Annotation> annotation) {
		String name = annotation.getName();
		return annotation == Validated.class || annotation == JsonView.class || name.startsWith("jakarta.validation.")
				|| name.startsWith("org.springframework.messaging.handler.annotation.")
				|| name.startsWith("org.springframework.security.core.annotation.")
				|| name.equals("org.springframework.beans.factory.annotation.Value")
				|| MergedAnnotations.from(annotation).isPresent("jakarta.validation.Constraint");
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
