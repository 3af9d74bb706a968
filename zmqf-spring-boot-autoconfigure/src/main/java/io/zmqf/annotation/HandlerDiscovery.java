package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.zmqf.service.InvalidMethodException;
import io.zmqf.service.ServiceProxy;
import io.zmqf.service.ZmqExchange;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.validation.SmartValidator;

/**
 * Finds the methods with {@link ZmqHandler} and the implementations of methods with
 * {@link ZmqExchange} after all singletons are instantiated, and registers a handler for
 * each. It creates no beans.
 *
 * @since 0.1.0
 */
public final class HandlerDiscovery
		implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, DisposableBean {

	private static final Log logger = LogFactory.getLog(HandlerDiscovery.class);

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(ZmqHandler.class, ZmqExchange.class);

	/**
	 * The prefixes of the names of auto-configuration beans, which are their class names.
	 */
	private static final List<String> AUTO_CONFIGURATIONS = List.of("org.springframework.boot.",
			"io.zmqf.autoconfigure.Zmq");

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerRegistry registry;

	private final JsonMapper mapper;

	private final @Nullable SmartValidator validator;

	private final Duration stopTimeout;

	private final UnaryOperator<RequestHandler> wrapping;

	private final Map<String, HandlerDeclaration> registered = new ConcurrentHashMap<>();

	/** The handlers to unregister when this discovery is destroyed, by their events. */
	private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

	/**
	 * Creates the discovery, which does not wait for requests when it is destroyed.
	 * @param beanFactory the factory of the beans
	 * @param registry the registry of their handlers
	 * @param mapper the mapper that reads requests and writes replies
	 * @param validator the validator of requests, or {@code null} for none
	 */
	public HandlerDiscovery(ConfigurableListableBeanFactory beanFactory, HandlerRegistry registry, JsonMapper mapper,
			@Nullable SmartValidator validator) {
		this(beanFactory, registry, mapper, validator, Duration.ZERO, UnaryOperator.identity());
	}

	/**
	 * Creates the discovery.
	 * @param beanFactory the factory of the beans
	 * @param registry the registry of their handlers
	 * @param mapper the mapper that reads requests and writes replies
	 * @param validator the validator of requests, or {@code null} for none
	 * @param stopTimeout the maximum time to wait for requests in flight before the beans
	 * are destroyed
	 * @param wrapping the function that wraps each handler, inside the wrappers of the
	 * registry
	 */
	public HandlerDiscovery(ConfigurableListableBeanFactory beanFactory, HandlerRegistry registry, JsonMapper mapper,
			@Nullable SmartValidator validator, Duration stopTimeout, UnaryOperator<RequestHandler> wrapping) {
		this.beanFactory = beanFactory;
		this.registry = registry;
		this.mapper = mapper;
		this.validator = validator;
		this.stopTimeout = stopTimeout;
		this.wrapping = wrapping;
	}

	/**
	 * Registers all handlers.
	 * @throws DuplicateHandlerException if two handlers have the same event
	 * @throws io.zmqf.service.InvalidMethodException if a method is not a valid handler
	 */
	@Override
	public void afterSingletonsInstantiated() {
		Supplier<HandlerMethods> handlerMethods = SingletonSupplier
			.of(() -> new HandlerMethods(this.beanFactory, this.mapper, this.validator))::obtain;
		Map<String, Class<?>> interfaces = new LinkedHashMap<>();
		Map<String, Class<?>> later = new ConcurrentHashMap<>();
		for (String name : names()) {
			Class<?> type = type(name);
			if (!this.beanFactory.containsSingleton(BeanFactoryUtils.transformedBeanName(name))) {
				later.put(name, (type != null) ? type : Object.class);
			}
			if (type == null || isOfSpring(type) || ServiceProxy.isBean(name, type)) {
				continue;
			}
			if (type.isInterface()) {
				interfaces.put(name, type);
			}
			else {
				register(name, type, handlerMethods);
			}
		}
		interfaces.forEach((name, type) -> register(name, type, handlerMethods));
		if (!later.isEmpty()) {
			this.beanFactory.addBeanPostProcessor(new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					String key = (bean instanceof FactoryBean<?>) ? BeanFactory.FACTORY_BEAN_PREFIX + name : name;
					Class<?> declared = later.remove(key);
					if (declared != null && !ServiceProxy.isBean(name, bean.getClass())) {
						warnOfLateHandlers(name, declared, AopProxyUtils.ultimateTargetClass(bean));
					}
					return bean;
				}

			});
		}
	}

	/**
	 * Warns if a bean that is created later has handlers that were unknown at the start.
	 * These are not registered.
	 */
	private void warnOfLateHandlers(String name, Class<?> declared, Class<?> type) {
		if (type == declared) {
			return;
		}
		try {
			Set<String> unknown = events(type);
			unknown.removeAll(events(declared));
			if (!unknown.isEmpty()) {
				logger.warn("Bean '" + name + "' is a " + type.getTypeName() + ", whose handlers of "
						+ String.join(", ", unknown)
						+ " receive no requests: at startup the bean was not created yet, and its declared type was "
						+ declared.getTypeName()
						+ ". Declare the class in the bean definition, or don't make the bean lazy");
			}
		}
		catch (InvalidMethodException ex) { // must not fail the creation of the bean
			logger.warn("The handlers of bean '" + name + "' receive no requests: " + ex.getMessage());
		}
	}

	private Set<String> events(Class<?> type) {
		return declared(type).stream().map(DeclaredHandler::event).collect(Collectors.toCollection(TreeSet::new));
	}

	private List<DeclaredHandler> declared(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, ANNOTATIONS)
				? DeclaredHandler.of(type, this.beanFactory::resolveEmbeddedValue) : List.of();
	}

	/**
	 * Returns the names of the beans, each followed by that of its {@code FactoryBean}.
	 */
	private Set<String> names() {
		Set<String> names = new LinkedHashSet<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (!ScopedProxyUtils.isScopedTarget(name) && !isAutoConfigured(name)) {
				names.add(name);
				if (this.beanFactory.isFactoryBean(name)) {
					names.add(BeanFactory.FACTORY_BEAN_PREFIX + BeanFactoryUtils.transformedBeanName(name));
				}
			}
		}
		return names;
	}

	/**
	 * Whether a bean comes from an auto-configuration of Boot or of this library. These
	 * have no handlers.
	 */
	private boolean isAutoConfigured(String name) {
		String factory = this.beanFactory.containsBeanDefinition(name)
				? this.beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && AUTO_CONFIGURATIONS.stream().anyMatch(factory::startsWith);
	}

	/**
	 * Whether a class belongs to Spring's infrastructure. Most beans do, and they have no
	 * handlers.
	 */
	static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	/** Returns the class of a bean, not of its proxies. */
	private @Nullable Class<?> type(String name) {
		if (HandlerBean.isNull(this.beanFactory, name)) {
			return null;
		}
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
		String target = ScopedProxyUtils.getTargetBeanName(name);
		if (type != null && ScopedObject.class.isAssignableFrom(type) && this.beanFactory.containsBean(target)) {
			return AutoProxyUtils.determineTargetClass(this.beanFactory, target);
		}
		return type;
	}

	private void register(String name, Class<?> type, Supplier<HandlerMethods> handlerMethods) {
		List<DeclaredHandler> declared = declared(type);
		if (declared.isEmpty()) {
			return;
		}
		HandlerMethods methods = handlerMethods.get();
		HandlerBean bean = new HandlerBean(this.beanFactory, name, type);
		ExceptionMethods exceptions = methods.exceptionMethods(bean);
		for (DeclaredHandler handler : declared) {
			// only the interface of a bean that is not created yet may be known
			if (!type.isInterface() || !this.registry.events().contains(handler.event())) {
				BeanMethod method = methods.method(bean, handler);
				RequestHandler requestHandler = methods.handler(method, handler, exceptions);
				register(new HandlerDeclaration(handler, method, methods.data(method),
						new EmbeddedValueResolver(this.beanFactory)), this.wrapping.apply(requestHandler));
			}
		}
	}

	/**
	 * Whether a bean of another context handles the event by the same method of the same
	 * class.
	 */
	private boolean isOfAnother(String event, RequestHandler handler) {
		return !this.registered.containsKey(event) && this.beanFactory.getParentBeanFactory() != null
				&& handler.description().equals(this.registry.descriptions().get(event));
	}

	/**
	 * Unregisters the handlers from the registry of a parent context, whose nodes
	 * continue to run. Waits for requests in flight before the beans are destroyed.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() == this.beanFactory
				&& this.beanFactory.getBeanNamesForType(HandlerRegistry.class, true, false).length == 0) {
			destroy();
		}
	}

	/**
	 * Unregisters the handlers. The registry may belong to a parent context, which
	 * outlives them.
	 */
	@Override
	public void destroy() {
		Map<String, RequestHandler> leaving = Map.copyOf(this.handlers);
		this.handlers.clear();
		this.registry.unregister(leaving, this.stopTimeout);
	}

	/**
	 * Returns the declarations of the registered handlers.
	 * @return the declarations, ordered by event
	 */
	public List<HandlerDeclaration> declarations() {
		return this.registered.values().stream().sorted(Comparator.comparing(HandlerDeclaration::event)).toList();
	}

	private void register(HandlerDeclaration declaration, RequestHandler handler) {
		String event = declaration.event();
		if (isOfAnother(event, handler)) {
			this.registry.registerSuccessor(event, handler);
			this.handlers.put(event, handler);
			return;
		}
		try {
			this.registry.register(event, handler);
			this.registered.put(event, declaration);
			this.handlers.put(event, handler);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidHandlerException(handler.description() + ": " + ex.getMessage(),
					"Choose another event of 1 to 255 bytes that the protocol does not reserve.", ex);
		}
		catch (IllegalStateException ex) {
			throw new DuplicateHandlerException(event, String.valueOf(this.registry.descriptions().get(event)),
					handler.description(), ex);
		}
	}

}
