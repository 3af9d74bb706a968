package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.zmqf.service.ExchangeMethod;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.invocation.AbstractExceptionHandlerMethodResolver;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * The methods of a bean that handle the exceptions of its handlers. They take precedence
 * over those of advice.
 */
final class ExceptionMethods {

	private final AbstractExceptionHandlerMethodResolver resolver;

	private final Map<Method, ReplyingMethod> methods = new HashMap<>();

	private final List<ExceptionMethods> others;

	/**
	 * Creates the methods.
	 * @param type the class of the bean
	 * @param replies the factory of the replying methods, which returns {@code null} to
	 * skip a method
	 * @param others the methods of other beans, used if this bean has no matching method
	 */
	ExceptionMethods(Class<?> type, Function<Method, @Nullable ReplyingMethod> replies, List<ExceptionMethods> others) {
		this.others = others;
		Map<Class<? extends Throwable>, Method> mapped = new HashMap<>();
		MethodFilter annotated = (method) -> AnnotatedElementUtils.hasAnnotation(method, MessageExceptionHandler.class);
		for (Method method : MethodIntrospector.selectMethods(type, annotated)) {
			ReplyingMethod replying = replies.apply(method);
			if (replying != null) {
				this.methods.put(method, replying);
				for (Class<? extends Throwable> exception : exceptions(method)) {
					requireSole(type, method, exception, mapped.put(exception, method));
				}
			}
		}
		this.resolver = new Resolver(mapped);
	}

	private static void requireSole(Class<?> type, Method method, Class<? extends Throwable> exception,
			@Nullable Method other) {
		if (other != null && !other.equals(method)) {
			throw new InvalidHandlerException(
					ExchangeMethod.description(type, method) + " and " + ExchangeMethod.description(type, other)
							+ " both handle " + exception.getTypeName(),
					"Remove one of them, or change its exception.", null);
		}
	}

	/**
	 * Returns the exceptions that a method handles.
	 * @param method a method with {@link MessageExceptionHandler}
	 * @return the exceptions of the annotation, or those of the parameters if it has none
	 */
	static List<Class<? extends Throwable>> exceptions(Method method) {
		MessageExceptionHandler annotation = AnnotatedElementUtils.findMergedAnnotation(method,
				MessageExceptionHandler.class);
		return (annotation != null && annotation.value().length > 0) ? Arrays.asList(annotation.value())
				: Resolver.declared(method);
	}

	boolean isEmpty() {
		return this.methods.isEmpty() && this.others.isEmpty();
	}

	/**
	 * Finds the method for an exception.
	 * @param failure the exception of a handler
	 * @return the method, or {@code null} if there is none
	 */
	@Nullable ReplyingMethod find(Throwable failure) {
		Method method = this.methods.isEmpty() ? null : this.resolver.resolveMethod(failure);
		if (method != null) {
			return this.methods.get(method);
		}
		return this.others.stream()
			.map((other) -> other.find(failure))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	/** Finds the method with the closest match. */
	private static final class Resolver extends AbstractExceptionHandlerMethodResolver {

		Resolver(Map<Class<? extends Throwable>, Method> mapped) {
			super(mapped);
		}

		static List<Class<? extends Throwable>> declared(Method method) {
			return getExceptionsFromMethodSignature(method);
		}

	}

}
