package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
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
	 * @param bean the bean
	 * @param resolvers the resolvers of their arguments
	 * @param mapper the mapper that writes their replies
	 * @param check the check of each method, which throws where it refuses one
	 * @param others the methods of other beans, asked where this bean has none
	 */
	ExceptionMethods(HandlerBean bean, HandlerMethodArgumentResolverComposite resolvers, JsonMapper mapper,
			Consumer<BeanMethod> check, List<ExceptionMethods> others) {
		this.others = others;
		this.resolver = new AnnotationExceptionHandlerMethodResolver(bean.type());
		MethodFilter annotated = (method) -> AnnotatedElementUtils.hasAnnotation(method, MessageExceptionHandler.class);
		for (Method method : MethodIntrospector.selectMethods(bean.type(), annotated)) {
			BeanMethod beanMethod = new BeanMethod(bean, method, resolvers);
			check.accept(beanMethod);
			this.methods.put(method, new ReplyingMethod(beanMethod, mapper));
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
