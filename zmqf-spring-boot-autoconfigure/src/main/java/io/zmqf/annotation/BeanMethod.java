package io.zmqf.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.BaseStream;

import io.zmqf.message.JsonData;
import io.zmqf.message.ProblemException;
import io.zmqf.message.ProblemType;
import io.zmqf.service.ExchangeMethod;
import io.zmqf.service.ServiceProxy;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean. The annotations of its parameters are read from the bean's own
 * class, and it is called through the bean's proxy.
 */
final class BeanMethod extends InvocableHandlerMethod {

	private final HandlerBean bean;

	private final boolean kotlin;

	/**
	 * The functions that box arguments of Kotlin's value classes, by the indexes of the
	 * parameters.
	 */
	private final Map<Integer, UnaryOperator<Object>> boxes;

	private volatile Invocable current;

	private @Nullable MethodValidation validation;

	/**
	 * Creates the method.
	 * @param bean the bean
	 * @param method a method of the bean's class
	 * @param resolvers the resolvers of the arguments
	 * @throws InvalidHandlerException if the bean's proxy hides the method, or if the
	 * annotations of an interface are not found on the method
	 */
	BeanMethod(HandlerBean bean, Method method, HandlerMethodArgumentResolverComposite resolvers) {
		super(described(bean, method));
		InheritedAnnotations.requireSeen(method, bean.type());
		this.bean = bean;
		this.kotlin = KotlinFunctions.isNeeded(method);
		this.boxes = this.kotlin ? KotlinFunctions.boxes(method) : Map.of();
		this.current = invocable(bean.exposedType());
		setMessageMethodArgumentResolvers(resolvers);
		setParameterNameDiscoverer(HeaderNames.INSTANCE);
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

	/** Returns the class of the bean, not of its proxy. */
	Class<?> beanType() {
		return this.bean.type();
	}

	/** Sets the validation of the arguments and the return value. */
	void validate(@Nullable MethodValidation byMethod) {
		this.validation = byMethod;
	}

	/**
	 * Resolves and validates the arguments of a request.
	 * @param message the request
	 * @param provided the values that parameters may take by type
	 * @return the arguments
	 * @throws Exception if an argument can't be resolved or is not valid
	 */
	@Nullable Object[] arguments(RequestMessage message, Object... provided) throws Exception {
		@Nullable Object[] arguments = getMethodArgumentValues(message, provided);
		if (!this.boxes.isEmpty()) {
			this.boxes.forEach((index, box) -> requireValue(message, index, box, arguments[index]));
		}
		if (this.validation != null) {
			this.validation.validateArguments(target(message), arguments);
		}
		return arguments;
	}

	/**
	 * Boxes an argument of a value class, which runs the constructor. The constructor may
	 * reject the data, and is not called otherwise.
	 */
	private void requireValue(RequestMessage message, int index, UnaryOperator<Object> box, @Nullable Object argument) {
		try {
			if (argument != null) {
				Objects.requireNonNull(box.apply(argument));
			}
		}
		catch (Throwable ex) {
			Throwable refusal = (ex instanceof InvocationTargetException call) ? call.getTargetException() : ex;
			JsonData.throwIfOfNode(refusal);
			MethodParameter parameter = getMethodParameters()[index];
			throw new UnreadableArgumentException(message, parameter,
					"Parameter " + ParameterName.of(parameter) + " is not valid", refusal);
		}
	}

	/**
	 * Calls the method.
	 * @param message the request
	 * @param arguments the arguments
	 * @return the return value
	 * @throws Throwable the exception of the method
	 */
	@Nullable Object call(RequestMessage message, @Nullable Object[] arguments) throws Throwable {
		Object instance = target(message);
		Object value;
		try {
			Method selected = invocableOf(instance.getClass());
			value = this.kotlin ? KotlinFunctions.call(selected, instance, arguments, this.boxes)
					: selected.invoke(instance, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		try {
			if (this.validation != null) {
				this.validation.validateReply(instance, value);
			}
			return value;
		}
		catch (Throwable ex) {
			try (BaseStream<?, ?> refused = (value instanceof BaseStream<?, ?> stream) ? stream : null) {
				throw ex;
			}
		}
	}

	private Object target(RequestMessage message) {
		Object instance = message.instance(this.bean);
		// a client may send the request again to another worker
		if (instance == null || instance instanceof ServiceProxy) {
			throw new ProblemException(ProblemType.NO_HANDLER.of(null, null));
		}
		return instance;
	}

	private Method invocableOf(Class<?> type) {
		Invocable invocable = this.current;
		if (invocable.type() != type) {
			invocable = invocable(type);
			this.current = invocable;
		}
		return invocable.method();
	}

	private Invocable invocable(Class<?> type) {
		Method selected;
		try {
			selected = AopUtils.selectInvocableMethod(getMethod(), type);
		}
		catch (IllegalStateException ex) {
			throw new InvalidHandlerException(description() + " can't be called through the proxy of its bean",
					String.valueOf(ex.getMessage()), ex);
		}
		if (isMissedBy(type, selected)) {
			throw new InvalidHandlerException(
					description() + " can't be called through the proxy of its bean, which does not override it",
					"Make the method neither private nor final. If it is inherited from another "
							+ "package, make it public or protected.",
					null);
		}
		ReflectionUtils.makeAccessible(selected);
		return new Invocable(type, selected);
	}

	/**
	 * Whether a proxy by subclass can't override the method. The method would run on the
	 * proxy itself, whose fields are not set.
	 */
	private static boolean isMissedBy(Class<?> type, Method method) {
		int modifiers = method.getModifiers();
		if (!SpringProxy.class.isAssignableFrom(type) || Proxy.isProxyClass(type) || Modifier.isStatic(modifiers)) {
			return false;
		}
		boolean visible = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
		return Modifier.isFinal(modifiers) || Modifier.isPrivate(modifiers)
				|| (!visible && !isOfSamePackage(type, method.getDeclaringClass()));
	}

	private static boolean isOfSamePackage(Class<?> type, Class<?> other) {
		return type.getPackageName().equals(other.getPackageName()) && type.getClassLoader() == other.getClassLoader();
	}

	ResolvableType declaredReply() {
		return ResolvableType.forMethodReturnType(getMethod(), this.bean.type());
	}

	String description() {
		return ExchangeMethod.description(this.bean.type(), getMethod());
	}

	/**
	 * The method to call on a bean.
	 *
	 * @param type the class of the bean or of its proxy
	 * @param method the method of that class that calls the bean's own
	 */
	private record Invocable(Class<?> type, Method method) {
	}

}
