package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.ReplyTypes;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodParameter;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationException;
import org.springframework.validation.method.MethodValidationResult;

/**
 * Validates the arguments and the return value of a method, as Spring MVC does for
 * controllers.
 *
 * @param adapter the validator
 * @param method the method
 * @param parameters the parameters
 * @param returnType the return type
 * @param groups the groups of {@code @Validated} on the method or its class
 * @param validatesArguments {@code true} if the arguments have constraints
 * @param validatesReply {@code true} if the return value has constraints
 * @param cascadesReply {@code true} if the return value has {@code @Valid}
 * @param constrainsReply {@code true} if there are constraints for the value, other than
 * {@code @NotNull}
 */
record MethodValidation(MethodValidationAdapter adapter, Method method, MethodParameter[] parameters,
		MethodParameter returnType, Class<?>[] groups, boolean validatesArguments, boolean validatesReply,
		boolean cascadesReply, boolean constrainsReply) {

	/**
	 * Validates the arguments.
	 * @param bean the bean that is called
	 * @param arguments the arguments
	 * @throws MethodValidationException if the arguments violate constraints
	 */
	void validateArguments(Object bean, @Nullable Object[] arguments) {
		if (this.validatesArguments) {
			Object target = target(bean);
			require(this.adapter.validateArguments(target, method(target), this.parameters, arguments, this.groups));
		}
	}

	/**
	 * Validates the return value.
	 * @param bean the bean that was called
	 * @param value the value
	 * @throws MethodValidationException if the value violates constraints
	 * @throws InvalidHandlerException if the validator can't access the value to validate
	 */
	void validateReply(Object bean, @Nullable Object value) {
		if (this.validatesReply) {
			if (value != null) {
				requireNow(() -> ExchangeMethod.description(bean.getClass(), this.method), value.getClass(),
						this.cascadesReply, this.constrainsReply);
			}
			Object target = target(bean);
			require(this.adapter.validateReturnValue(target, method(target), this.returnType, value, this.groups));
		}
	}

	/**
	 * Rejects constraints on an asynchronous value or a message. A validator would
	 * validate the container, but not its value.
	 * @param method the description of the method
	 * @param type the class of the return value
	 * @param cascaded {@code true} if the method has {@code @Valid}
	 * @param constrained {@code true} if the method has constraints for its return value,
	 * other than {@code @NotNull}
	 */
	static void requireNow(Supplier<String> method, Class<?> type, boolean cascaded, boolean constrained) {
		if ((cascaded || constrained) && ReplyTypes.isAsynchronous(type)
				|| cascaded && (ReplyTypes.isMessage(type) || type == byte[].class)) {
			throw new InvalidHandlerException(
					method.get() + " has " + (cascaded ? "@Valid" : "a constraint") + " on a " + type.getSimpleName()
							+ ", whose value is not validated",
					"Validate the value where it is created, or return the value itself.", null);
		}
	}

	/**
	 * Returns the target behind the proxies of interfaces. The validator looks up the
	 * method in the class of the object.
	 */
	private static Object target(Object bean) {
		Object target = bean;
		try {
			while (Proxy.isProxyClass(target.getClass()) && target instanceof Advised advised) {
				Object next = advised.getTargetSource().getTarget();
				if (next == null) {
					return target;
				}
				target = next;
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException("No target behind the proxy of " + bean.getClass(), ex);
		}
		return target;
	}

	private Method method(Object target) {
		return this.method.getDeclaringClass().isInterface()
				? AopUtils.getMostSpecificMethod(this.method, target.getClass()) : this.method;
	}

	private static void require(MethodValidationResult result) {
		if (result.hasErrors() || !result.getCrossParameterValidationResults().isEmpty()) {
			throw new MethodValidationException(result);
		}
	}

}
