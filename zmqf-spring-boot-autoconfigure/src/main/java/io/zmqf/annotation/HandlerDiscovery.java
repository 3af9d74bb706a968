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
 * {@link ZmqExchange} once all singletons are there, and registers a handler for each.
 * Creates no bean.
 *
 * @since 0.1.0
 */
public final class HandlerDiscovery
		implements SmartInitializingSingleton, ApplicationListener<ContextClosedEvent>, DisposableBean {

	private static final Log logger = LogFactory.getLog(HandlerDiscovery.class);

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(ZmqHandler.class, ZmqExchange.class);

	/** How the names of their beans begin, which are those of their classes. */
	private static final List<String> AUTO_CONFIGURATIONS = List.of("org.springframework.boot.",
			"io.zmqf.autoconfigure.Zmq");

	private final ConfigurableListableBeanFactory beanFactory;

	private final HandlerRegistry registry;

	private final JsonMapper mapper;

	private final @Nullable SmartValidator validator;

	private final Duration stopTimeout;

	private final UnaryOperator<RequestHandler> wrapping;

	private final Map<String, HandlerDeclaration> registered = new ConcurrentHashMap<>();

	/** What takes its leave with this discovery. */
	private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();

	/**
	 * Creates the discovery, which does not wait for requests when it is destroyed.
	 * @param beanFactory the factory of the beans
	 * @param registry the registry of their handlers
	 * @param mapper the mapper that reads requests and writes replies
	 * @param validator the validator of requests, {@code null} for none
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
	 * @param validator the validator of requests, {@code null} for none
	 * @param stopTimeout the maximum time to wait, before the beans are destroyed, for
	 * requests that their handlers have
	 * @param wrapping the wrapper of each handler, within those of the registry
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
	 * @throws DuplicateHandlerException if two want the same event
	 * @throws io.zmqf.service.InvalidMethodException if a method can't be a handler
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
						warnOfUnknown(name, declared, AopProxyUtils.ultimateTargetClass(bean));
					}
					return bean;
				}

			});
		}
	}

	/** Which handlers a bean has is decided at the start. */
	private void warnOfUnknown(String name, Class<?> declared, Class<?> type) {
		if (type == declared) {
			return;
		}
		try {
			Set<String> unknown = events(type);
			unknown.removeAll(events(declared));
			if (!unknown.isEmpty()) {
				logger.warn("Bean '" + name + "' is a " + type.getTypeName() + ", whose handlers of "
						+ String.join(", ", unknown)
						+ " get no requests: at the start it was not made yet, and declared as "
						+ declared.getTypeName()
						+ ". Declare the class where the bean is defined, or don't make it lazy");
			}
		}
		catch (InvalidMethodException ex) { // which is no reason not to have the bean
			logger.warn("The handlers of bean '" + name + "' get no requests: " + ex.getMessage());
		}
	}

	private Set<String> events(Class<?> type) {
		return declared(type).stream().map(DeclaredHandler::event).collect(Collectors.toCollection(TreeSet::new));
	}

	private List<DeclaredHandler> declared(Class<?> type) {
		return AnnotationUtils.isCandidateClass(type, ANNOTATIONS)
				? DeclaredHandler.of(type, this.beanFactory::resolveEmbeddedValue) : List.of();
	}

	/** The beans, and after each the one that makes it. */
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

	/** Boot's beans and this library's handle nothing, and need not be looked at. */
	private boolean isAutoConfigured(String name) {
		String factory = this.beanFactory.containsBeanDefinition(name)
				? this.beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && AUTO_CONFIGURATIONS.stream().anyMatch(factory::startsWith);
	}

	/**
	 * Spring's own infrastructure handles nothing, and is most of an application's beans.
	 */
	static boolean isOfSpring(Class<?> type) {
		return type.getName().startsWith("org.springframework.")
				&& !AnnotatedElementUtils.isAnnotated(ClassUtils.getUserClass(type), Component.class);
	}

	/** The class behind all proxies. */
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
			// of a bean that is not there yet, its interface may be all that is known
			if (!type.isInterface() || !this.registry.events().contains(handler.event())) {
				BeanMethod method = methods.method(bean, handler);
				RequestHandler requestHandler = methods.handler(method, handler, exceptions);
				register(new HandlerDeclaration(handler, method, methods.data(method),
						new EmbeddedValueResolver(this.beanFactory)), this.wrapping.apply(requestHandler));
			}
		}
	}

	/**
	 * Whether a bean of the same class in another context answers with the same method.
	 */
	private boolean isOfAnother(String event, RequestHandler handler) {
		return !this.registered.containsKey(event) && this.beanFactory.getParentBeanFactory() != null
				&& handler.description().equals(this.registry.descriptions().get(event));
	}

	/**
	 * Removes the handlers from the registry of a parent context, whose nodes go on, and
	 * waits for the requests that they have, before their beans are destroyed.
	 */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext().getAutowireCapableBeanFactory() == this.beanFactory
				&& this.beanFactory.getBeanNamesForType(HandlerRegistry.class, true, false).length == 0) {
			destroy();
		}
	}

	/** The registry may be a parent context's, which outlives these handlers. */
	@Override
	public void destroy() {
		Map<String, RequestHandler> leaving = Map.copyOf(this.handlers);
		this.handlers.clear();
		this.registry.unregister(leaving, this.stopTimeout);
	}

	/**
	 * The methods that this discovery has registered.
	 * @return what each of them declares, in the order of their events
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
					"Choose another event: 1 to 255 bytes, and none of the protocol's own.", ex);
		}
		catch (IllegalStateException ex) {
			throw new DuplicateHandlerException(event, String.valueOf(this.registry.descriptions().get(event)),
					handler.description(), ex);
		}
	}

}
