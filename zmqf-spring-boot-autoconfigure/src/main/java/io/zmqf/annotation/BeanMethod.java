package io.zmqf.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean: its parameters are those of the bean's own class with all their
 * annotations, its calls go through the bean's proxy.
 */
final class BeanMethod extends InvocableHandlerMethod {

	private final HandlerBean bean;

	private final Method invocable;

	/**
	 * Creates the method.
	 * @param bean the bean
	 * @param method a method of its class
	 * @param resolvers what finds the arguments
	 * @throws IllegalStateException if the bean's proxy hides the method
	 */
	BeanMethod(HandlerBean bean, Method method, HandlerMethodArgumentResolverComposite resolvers) {
		super(described(bean, method));
		this.bean = bean;
		this.invocable = AopUtils.selectInvocableMethod(method, bean.exposedType());
		ReflectionUtils.makeAccessible(this.invocable);
		setMessageMethodArgumentResolvers(resolvers);
	}

	private static HandlerMethod described(HandlerBean bean, Method method) {
		Class<?> type = bean.type();
		return new HandlerMethod(bean.name(), bean.factory(), method) {

			@Override
			protected Class<?> getContainingClass() {
				return type;
			}

		};
	}

	/**
	 * Finds the arguments of a request.
	 * @param message the request
	 * @param provided what parameters may take by their type alone
	 * @return the arguments
	 * @throws Exception if there is none for a parameter
	 */
	@Nullable Object[] arguments(RequestMessage message, Object... provided) throws Exception {
		return getMethodArgumentValues(message, provided);
	}

	/**
	 * Calls the method.
	 * @param arguments its arguments
	 * @return what it returns
	 * @throws Throwable what it throws
	 */
	@Nullable Object call(@Nullable Object[] arguments) throws Throwable {
		try {
			return this.invocable.invoke(this.bean.instance(), arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	ResolvableType declaredReply() {
		return ResolvableType.forMethodReturnType(getMethod(), this.bean.type());
	}

	String description() {
		return this.bean.type().getTypeName() + "." + getMethod().getName()
				+ Arrays.stream(getMethod().getParameterTypes())
					.map(Class::getSimpleName)
					.collect(Collectors.joining(", ", "(", ")"));
	}

}
