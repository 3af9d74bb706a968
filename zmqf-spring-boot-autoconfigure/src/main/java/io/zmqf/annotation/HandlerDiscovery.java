package io.zmqf.annotation;

import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;
import org.springframework.validation.SmartValidator;

/**
 * Finds the methods with {@link ZmqHandler} once all singletons are there, and registers
 * a handler for each. Creates no bean.
 */
public final class HandlerDiscovery implements SmartInitializingSingleton, DisposableBean {

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerRegistry registry;

	private final JsonMapper mapper;

	private final @Nullable SmartValidator validator;

	private final Set<String> registered = new HashSet<>();

	/**
	 * Creates the discovery.
	 * @param beanFactory where the beans are
	 * @param registry where their handlers go
	 * @param mapper what reads requests and writes replies
	 * @param validator what validates requests, {@code null} for nothing
	 */
	public HandlerDiscovery(ConfigurableListableBeanFactory beanFactory, HandlerRegistry registry, JsonMapper mapper,
			@Nullable SmartValidator validator) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.mapper = mapper;
		this.validator = validator;
	}

	/**
	 * Registers all handlers.
	 * @throws DuplicateHandlerException if two want the same event
	 * @throws InvalidHandlerException if a method can't be a handler
	 */
	@Override
	public void afterSingletonsInstantiated() {
		HandlerMethods handlerMethods = new HandlerMethods(this.beanFactory, this.mapper, this.validator);
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
			if (type != null && !isOfSpring(type) && AnnotationUtils.isCandidateClass(type, ZmqHandler.class)) {
				register(name, type, handlerMethods);
			}
		}
	}

	/**
	 * Spring's own infrastructure handles nothing, and is most of an application's beans.
	 */
	private static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	/** The class behind all proxies. */
	private @Nullable Class<?> type(String name) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
		String target = ScopedProxyUtils.getTargetBeanName(name);
		if (type != null && ScopedObject.class.isAssignableFrom(type) && this.beanFactory.containsBean(target)) {
			return AutoProxyUtils.determineTargetClass(this.beanFactory, target);
		}
		return type;
	}

	private void register(String name, Class<?> type, HandlerMethods handlerMethods) {
		Map<Method, ZmqHandler> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<ZmqHandler>) (method) -> AnnotatedElementUtils
					.findMergedAnnotation(method, ZmqHandler.class));
		if (methods.isEmpty()) {
			return;
		}
		HandlerBean bean = new HandlerBean(this.beanFactory, name, type);
		ExceptionMethods exceptions = handlerMethods.exceptionMethods(bean);
		methods.forEach((method, annotation) -> register(annotation.event(),
				handlerMethods.handler(bean, method, exceptions, annotation)));
	}

	/**
	 * Whether a bean of the same class in a parent context answers with the same method.
	 */
	private boolean isOfAncestor(String event, RequestHandler handler) {
		return !this.registered.contains(event) && this.beanFactory.getParentBeanFactory() != null
				&& handler.description().equals(this.registry.descriptions().get(event));
	}

	/** The registry may be a parent context's, which outlives these handlers. */
	@Override
	public void destroy() {
		this.registered.forEach(this.registry::unregister);
	}

	private void register(String declaredEvent, RequestHandler handler) {
		String event = event(declaredEvent, handler);
		if (isOfAncestor(event, handler)) {
			return;
		}
		try {
			this.registry.register(event, handler);
			this.registered.add(event);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidHandlerException(handler.description() + ": " + ex.getMessage(),
					"Choose another event: 1 to 255 bytes, and none of the protocol's own.", ex);
		}
		catch (IllegalStateException ex) {
			throw new DuplicateHandlerException(event, String.valueOf(this.registry.descriptions().get(event)),
					handler.description(), ex);
		}
	}

	private String event(String declared, RequestHandler handler) {
		String event;
		try {
			event = this.beanFactory.resolveEmbeddedValue(declared);
		}
		catch (IllegalArgumentException ex) {
			throw unresolved(declared, handler, ex);
		}
		if (event != null && event.contains("${")) {
			throw unresolved(declared, handler, null);
		}
		if (!StringUtils.hasText(event)) {
			throw new InvalidHandlerException(
					handler.description()
							+ (declared.isEmpty() ? " names no event" : " names no event: '" + declared + "' is empty"),
					"Name the event that it answers, as in @ZmqHandler(\"orders.place\").", null);
		}
		return event;
	}

	private static InvalidHandlerException unresolved(String declared, RequestHandler handler,
			@Nullable IllegalArgumentException cause) {
		return new InvalidHandlerException(
				handler.description() + ": the placeholder of event '" + declared + "' has no value",
				"Set the property, or give the placeholder a default, as in ${orders.event:orders.place}.", cause);
	}

}
