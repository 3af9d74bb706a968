package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * The methods of a bean that answer for what its handlers throw, before those of advice.
 */
final class ExceptionMethods {

	private final AnnotationExceptionHandlerMethodResolver resolver;

	private final Map<Method, ReplyingMethod> methods = new HashMap<>();

	private final List<ExceptionMethods> others;

	/**
	 * Creates the methods.
	 * @param type the class of the bean
	 * @param replies makes each method reply, {@code null} to leave one out
	 * @param others the methods of other beans, asked where this bean has none
	 */
	ExceptionMethods(Class<?> type, Function<Method, @Nullable ReplyingMethod> replies, List<ExceptionMethods> others) {
		this.others = others;
		this.resolver = new AnnotationExceptionHandlerMethodResolver(type);
		MethodFilter annotated = (method) -> AnnotatedElementUtils.hasAnnotation(method, MessageExceptionHandler.class);
		for (Method method : MethodIntrospector.selectMethods(type, annotated)) {
			ReplyingMethod replying = replies.apply(method);
			if (replying != null) {
				this.methods.put(method, replying);
			}
		}
	}

	boolean isEmpty() {
		return this.methods.isEmpty() && this.others.isEmpty();
	}

	/**
	 * Finds the method for an exception.
	 * @param failure the exception of a handler
	 * @return the method, or {@code null} where there is none
	 */
	@Nullable ReplyingMethod find(Throwable failure) {
		Method method = this.methods.isEmpty() ? null : this.resolver.resolveMethod(failure);
		if (method != null) {
			return this.methods.get(method);
		}
		for (ExceptionMethods other : this.others) {
			ReplyingMethod found = other.find(failure);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

}
