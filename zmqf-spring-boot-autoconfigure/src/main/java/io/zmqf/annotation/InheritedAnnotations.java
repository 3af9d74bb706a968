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
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonView;
import io.zmqf.service.ExchangeMethod;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.validation.annotation.Validated;

/**
 * Checks the annotations that a method inherits from an interface. If a superclass
 * declares the method but does not implement the interface, neither Spring nor a
 * validator finds them.
 */
final class InheritedAnnotations {

	private InheritedAnnotations() {
	}

	/**
	 * Checks that no annotation of a method is lost.
	 * @param method a method of the class of a bean
	 * @param type the class of the bean
	 * @throws InvalidHandlerException if an interface annotates the method, and the
	 * declaring class does not implement the interface
	 */
	static void requireSeen(Method method, Class<?> type) {
		ofInterfaces(method, type)
			.filter((declared) -> !declared.getDeclaringClass().isAssignableFrom(method.getDeclaringClass())
					&& loses(declared, method))
			.findFirst()
			.ifPresent((declared) -> {
				throw unseen(method, type, declared.getDeclaringClass());
			});
	}

	/**
	 * Checks that no handler is lost.
	 * @param type the class of a bean
	 * @throws InvalidHandlerException if an interface declares a method as a handler, and
	 * the declaring class does not implement the interface
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

	/**
	 * Returns the methods of all interfaces of a class, including inherited interfaces.
	 */
	private static List<Method> ofInterfaces(Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.flatMap((contract) -> Arrays.stream(contract.getMethods()))
			.filter((method) -> !Modifier.isStatic(method.getModifiers()))
			.toList();
	}

	/** Returns the methods of interfaces that a method of a class implements. */
	static Stream<Method> ofInterfaces(Method method, Class<?> type) {
		return ofInterfaces(type).stream().filter((declared) -> isAnswered(declared, method, type));
	}

	private static boolean isAnswered(Method declared, Method method, Class<?> type) {
		return declared.getName().equals(method.getName()) && declared.getParameterCount() == method.getParameterCount()
				&& ExchangeMethod.implementation(declared, type).equals(method);
	}

	/**
	 * Whether a declared method has a relevant annotation that the implementation lacks.
	 */
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

	/** Whether an annotation affects the invocation of a handler. */
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
				ExchangeMethod.description(method.getDeclaringClass(), method) + " does not have the annotations that "
						+ contract.getTypeName() + " has for it in " + type.getTypeName(),
				"Override the method in " + type.getTypeName() + ", or have " + method.getDeclaringClass().getTypeName()
						+ " implement the interface.",
				null);
	}

}
