package io.zmqf.autoconfigure;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.zmqf.actuate.observation.RequestInstrumentation;
import io.zmqf.annotation.HandlerDeclaration;
import io.zmqf.annotation.HandlerDiscovery;
import io.zmqf.contract.ZmqContract;
import io.zmqf.worker.HandlerRegistry;
import io.zmqf.worker.RequestHandler;
import io.zmqf.worker.ZmqHandlerInterceptor;
import jakarta.validation.Validator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.validation.MessageInterpolatorFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.SpringValidatorAdapter;

/**
 * Auto-configuration for methods with {@link io.zmqf.annotation.ZmqHandler @ZmqHandler}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = ZmqTransportAutoConfiguration.class,
		afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnZmqEnabled
public final class ZmqHandlerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	HandlerRegistry zmqHandlerRegistry(ObjectProvider<RequestInstrumentation> observers,
			ConfigurableListableBeanFactory beanFactory) {
		return new HandlerRegistry((found) -> {
			RequestHandler handler = ZmqHandlerInterceptor.around(found, interceptors(beanFactory, (each) -> false));
			RequestInstrumentation observer = observers.getIfAvailable();
			return (observer != null) ? observer.observe(handler) : handler;
		});
	}

	/** Discovers the handlers of a context. Each context has its own discovery. */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static HandlerDiscovery zmqHandlerDiscovery(ConfigurableListableBeanFactory beanFactory, HandlerRegistry registry,
			ObjectProvider<JsonMapper> mapper, ObjectProvider<HandlerValidator> validator, RoleContext roles) {
		HandlerValidator found = validator.getIfAvailable();
		return new HandlerDiscovery(beanFactory, registry, mapper.getIfAvailable(JsonMapper::new),
				(found != null) ? found.validator() : null, roles.stopTimeout(), (handler) -> ZmqHandlerInterceptor
					.around(handler, interceptors(beanFactory, ZmqHandlerAutoConfiguration::hasRegistry)));
	}

	/**
	 * Returns the interceptors of a context and of its ancestors below an end. The
	 * interceptors of the context with the registry, and of its ancestors, apply to all
	 * handlers. Those of a context below apply to its own handlers. A bean is identified
	 * by its name, as prototypes are new objects and two beans may be equal.
	 */
	private static List<ZmqHandlerInterceptor> interceptors(BeanFactory beanFactory,
			Predicate<ConfigurableListableBeanFactory> end) {
		Map<String, ZmqHandlerInterceptor> found = new LinkedHashMap<>();
		Map<Object, Object[]> orderSources = new IdentityHashMap<>();
		for (BeanFactory each = beanFactory; each instanceof ConfigurableListableBeanFactory local
				&& !end.test(local); each = parent(each)) {
			for (String name : local.getBeanNamesForType(ZmqHandlerInterceptor.class)) {
				RootBeanDefinition definition = local.containsBeanDefinition(name)
						? (RootBeanDefinition) local.getMergedBeanDefinition(name) : new RootBeanDefinition();
				if (definition.isAutowireCandidate() && definition.isDefaultCandidate() && !found.containsKey(name)
						&& local.getBean(name) instanceof ZmqHandlerInterceptor bean) {
					// not null
					found.put(name, bean);
					orderSources.put(bean, orderSources(definition));
				}
			}
		}
		return found.values()
			.stream()
			.sorted(AnnotationAwareOrderComparator.INSTANCE.withSourceProvider(orderSources::get))
			.toList();
	}

	/**
	 * Returns the sources of a bean's order besides the object itself, as Spring
	 * evaluates them.
	 */
	private static Object[] orderSources(RootBeanDefinition definition) {
		Ordered registered = (definition.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE) instanceof Integer order)
				? () -> order : null;
		return Stream.of(registered, definition.getResolvedFactoryMethod(), definition.getTargetType())
			.filter(Objects::nonNull)
			.toArray();
	}

	private static boolean hasRegistry(ConfigurableListableBeanFactory beanFactory) {
		return beanFactory.getBeanNamesForType(HandlerRegistry.class, true, false).length > 0;
	}

	/** Describes the handlers of the context and of its ancestors. */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static ZmqContract zmqContract(ConfigurableListableBeanFactory beanFactory, HandlerRegistry registry,
			ObjectProvider<JsonMapper> mapper, Environment environment) {
		return new ZmqContract(environment.getProperty("spring.application.name", "application"),
				environment.getProperty("spring.application.version", "0"), registry, () -> declarations(beanFactory),
				mapper.getIfAvailable(JsonMapper::new));
	}

	private static List<HandlerDeclaration> declarations(BeanFactory beanFactory) {
		List<HandlerDeclaration> declarations = new ArrayList<>();
		for (BeanFactory current = beanFactory; current instanceof ListableBeanFactory listable; current = parent(
				current)) {
			listable.getBeansOfType(HandlerDiscovery.class)
				.values()
				.forEach((discovery) -> declarations.addAll(discovery.declarations()));
		}
		return declarations;
	}

	private static @Nullable BeanFactory parent(BeanFactory beanFactory) {
		BeanFactory parent = ((HierarchicalBeanFactory) beanFactory).getParentBeanFactory();
		return (parent instanceof ConfigurableApplicationContext context) ? context.getBeanFactory() : parent;
	}

	/**
	 * Holder of the validator of requests. It is not a validator itself, as an additional
	 * bean of that type would make other injections ambiguous.
	 *
	 * @param validator the validator
	 */
	record HandlerValidator(SmartValidator validator) {
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Validator.class)
	static class ValidationConfiguration {

		@Bean
		@ConditionalOnBean(Validator.class)
		static HandlerValidator zmqHandlerValidator(ObjectProvider<Validator> validators, ApplicationContext context) {
			Validator validator = validators.getIfUnique(() -> own(context));
			return new HandlerValidator(
					(validator instanceof SmartValidator smart) ? smart : new SpringValidatorAdapter(validator));
		}

		/**
		 * Creates a validator, as Spring MVC does if none of several validators is
		 * primary.
		 */
		private static Validator own(ApplicationContext context) {
			LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
			validator.setApplicationContext(context);
			validator.setMessageInterpolator(new MessageInterpolatorFactory(context).getObject());
			validator.afterPropertiesSet();
			return validator;
		}

	}

}
