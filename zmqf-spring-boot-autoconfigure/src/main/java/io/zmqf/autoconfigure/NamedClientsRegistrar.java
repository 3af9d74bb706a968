package io.zmqf.autoconfigure;

import java.util.Set;

import io.zmqf.client.ZmqClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * Registers a bean for each client of {@code zmqf.clients} after all other bean
 * definitions. The bean has the client's name, with the suffix {@code ZmqClient} if
 * another bean has that name. Without its qualifier, a client is injected only into
 * collections and maps.
 *
 * @param environment the environment with the properties
 * @param beanFactory the beans of the application
 */
record NamedClientsRegistrar(Environment environment,
		BeanFactory beanFactory) implements BeanDefinitionRegistryPostProcessor {

	/**
	 * The name of a bean without a value that replaces a missing default client. It
	 * prevents the injection of a named client without its qualifier.
	 */
	static final String NO_CLIENT = "zmqNoDefaultClient";

	/** The factory methods of the beans in {@link ApplicationClients}. */
	static final String FACTORY_METHOD = "named";

	static final String NO_CLIENT_FACTORY_METHOD = "none";

	private static final String SUFFIX = "ZmqClient";

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		if (AheadOfTime.isProcessing()) {
			return; // the names are decided at the start
		}
		Set<String> names = Roles.of(this.beanFactory, this.environment).clientNames();
		boolean hasDefault = hasClient();
		names.forEach((name) -> register(registry, name, name));
		if (!names.isEmpty() && !hasDefault && !registry.containsBeanDefinition(NO_CLIENT)) {
			RootBeanDefinition none = new RootBeanDefinition(ZmqClient.class);
			none.setFactoryBeanName(ZmqClientAutoConfiguration.CLIENTS);
			none.setFactoryMethodName(NO_CLIENT_FACTORY_METHOD);
			none.setLazyInit(true);
			registry.registerBeanDefinition(NO_CLIENT, none);
		}
	}

	private boolean hasClient() {
		return this.beanFactory instanceof ListableBeanFactory listable && BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(listable, ZmqClient.class, true, false).length > 0;
	}

	private void register(BeanDefinitionRegistry registry, String name, String beanName) {
		if (name.equals(ZmqClientAutoConfiguration.CLIENT)) {
			throw new PropertyException("zmqf.clients." + name, null, "is the bean name of the client of zmqf.client",
					"Choose another name.");
		}
		if (!this.beanFactory.containsBean(beanName)) {
			registry.registerBeanDefinition(beanName, client(name));
		}
		else if (!this.beanFactory.isTypeMatch(beanName, ZmqClient.class)) {
			register(registry, name, name + SUFFIX);
		}
	}

	private static RootBeanDefinition client(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(ApplicationClient.class);
		definition.setFactoryBeanName(ZmqClientAutoConfiguration.CLIENTS);
		definition.setFactoryMethodName(FACTORY_METHOD);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setFallback(true);
		return definition;
	}

}
