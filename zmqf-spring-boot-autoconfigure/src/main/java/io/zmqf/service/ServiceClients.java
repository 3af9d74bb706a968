package io.zmqf.service;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.zmqf.client.ZmqClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.env.Environment;
import org.springframework.format.Parser;
import org.springframework.format.Printer;
import org.springframework.util.StringValueResolver;

/**
 * Creates the declared clients of an application, and checks their methods on startup.
 * Public for code that is generated ahead of time. Not for use by applications.
 *
 * @since 0.1.0
 */
public final class ServiceClients implements SmartInitializingSingleton {

	static final String BEAN_NAME = "zmqfServiceClients";

	private static final String PREFIX = "zmqfServiceClient#";

	private static final List<Class<?>> CONVERTERS = List.of(Converter.class, ConverterFactory.class,
			GenericConverter.class, Printer.class, Parser.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<ZmqClient> clients;

	private final StringValueResolver placeholders;

	private final ObjectProvider<JsonMapper> mapper;

	private volatile @Nullable ConversionService conversion;

	ServiceClients(ConfigurableListableBeanFactory beanFactory, ObjectProvider<ZmqClient> clients,
			ObjectProvider<JsonMapper> mapper) {
		this.beanFactory = beanFactory;
		this.clients = clients;
		this.placeholders = new EmbeddedValueResolver(beanFactory);
		this.mapper = mapper;
	}

	/**
	 * Returns the bean name of a declared client. Its prefix prevents conflicts with the
	 * application's beans.
	 */
	static String beanName(Class<?> type, String client) {
		return PREFIX + client + "#" + type.getName();
	}

	/**
	 * Whether a bean is a declared client.
	 * @param beanName the name of the bean
	 * @return {@code true} if {@link ImportZmqClients} has registered it
	 */
	static boolean isClient(String beanName) {
		return beanName.startsWith(PREFIX);
	}

	/**
	 * Creates a declared client.
	 * @param <T> the interface
	 * @param type the interface
	 * @param client the name of the client that sends its requests, or empty for the
	 * primary client
	 * @return the declared client
	 */
	public <T> T create(Class<T> type, String client) {
		ZmqClient sender = sender(type, client);
		for (String name : this.beanFactory.getBeanNamesForType(ZmqClient.class, true, false)) {
			if (this.beanFactory.getSingleton(name) == sender) {
				this.beanFactory.registerDependentBean(name, beanName(type, client));
			}
		}
		// Created lazily: a converter of its headers may depend on the client
		AtomicReference<@Nullable Map<Method, ServiceCall>> known = new AtomicReference<>();
		return ZmqServiceProxyFactory.createClient(type, () -> {
			Map<Method, ServiceCall> calls = known.get();
			if (calls == null) {
				calls = factory(sender).calls(type);
				known.set((this.conversion != null) ? calls : null);
			}
			return calls;
		});
	}

	private ZmqServiceProxyFactory factory(ZmqClient client) {
		return ZmqServiceProxyFactory.builder(client)
			.embeddedValueResolver(this.placeholders)
			.conversionService(conversion())
			.jsonMapper(this.mapper.getIfAvailable(JsonMapper::shared))
			.build();
	}

	/**
	 * Returns the conversion of headers. While a converter or a bean that it needs is
	 * created, the conversion lacks this converter, and is not kept.
	 */
	private ConversionService conversion() {
		ConversionService known = this.conversion;
		if (known == null) {
			known = HeaderConversion.of(this.beanFactory);
			this.conversion = CONVERTERS.stream()
				.flatMap((type) -> Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false)))
				.allMatch(this::isCreated) ? known : null;
		}
		return known;
	}

	private boolean isCreated(String name) {
		return !this.beanFactory.isCurrentlyInCreation(name)
				&& (!this.beanFactory.isSingleton(name) || this.beanFactory.containsSingleton(name));
	}

	/** Returns the client that sends the requests: the named one, or the primary one. */
	private ZmqClient sender(Class<?> type, String client) {
		if (client.isEmpty()) {
			try {
				return this.clients.getObject();
			}
			catch (NoUniqueBeanDefinitionException ex) {
				// Without its cause, which Boot would report as that of the interface
				throw new InvalidMethodException(
						"Several clients can call " + type.getName() + ", and none is primary: " + ex.getMessage(),
						"Name one by @ImportZmqClients(client = ...), or annotate it with @Primary.", null);
			}
			catch (NoSuchBeanDefinitionException ex) {
				throw missing(type, client, ex);
			}
		}
		List<String> names = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, ZmqClient.class, true, false))
			.filter((name) -> BeanFactoryAnnotationUtils.isQualifierMatch(client::equals, name, this.beanFactory))
			.map((name) -> ScopedProxyUtils.isScopedTarget(name) ? ScopedProxyUtils.getOriginalBeanName(name) : name)
			.distinct()
			.toList();
		if (names.isEmpty()) {
			throw missing(type, client, null);
		}
		if (names.size() > 1) {
			throw new InvalidMethodException(
					"Several clients for " + type.getName() + " have the name or qualifier '" + client + "': " + names,
					"Use a different name and qualifier for each.", null);
		}
		return this.beanFactory.getBean(names.get(0), ZmqClient.class);
	}

	private InvalidMethodException missing(Class<?> type, String client, @Nullable BeansException cause) {
		Environment environment = this.beanFactory.getBeanProvider(Environment.class).getIfAvailable();
		if (environment != null && !environment.getProperty("zmqf.enabled", Boolean.class, true)) {
			return new InvalidMethodException(
					"A bean needs a client for " + type.getName() + ", but zmqf.enabled=false disables all clients",
					"Remove zmqf.enabled, or inject an ObjectProvider<" + type.getSimpleName()
							+ "> and call its getObject() only where zmqf.enabled is true.",
					cause);
		}
		return client.isEmpty()
				? new MissingClientException("The application has no client for " + type.getName(),
						"Set zmqf.client.address, or name a client by @ImportZmqClients(client = ...).", cause)
				: new MissingClientException("The application has no client '" + client + "' for " + type.getName(),
						"Set zmqf.clients" + (client.contains(".") ? "[" + client + "]" : "." + client)
								+ ".address, or name another client in @ImportZmqClients.",
						cause);
	}

	/**
	 * Checks the methods of all declared clients on startup, because the beans are lazy.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (String name : this.beanFactory.getBeanDefinitionNames()) {
			Class<?> type = isClient(name) ? this.beanFactory.getType(name, false) : null;
			if (type != null && type.isInterface()) {
				factory(Unconnected.CLIENT).calls(type);
			}
		}
	}

	/** A client that is not called. */
	private static final class Unconnected implements ZmqClient {

		private static final ZmqClient CLIENT = new Unconnected();

		@Override
		public RequestSpec event(String event) {
			throw new UnsupportedOperationException(event);
		}

	}

}
