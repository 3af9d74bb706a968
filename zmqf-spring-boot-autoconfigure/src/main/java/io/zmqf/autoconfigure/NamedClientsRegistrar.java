package io.zmqf.autoconfigure;

import io.zmqf.client.ZmqClient;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each further client, to be injected with its name as the
 * qualifier, and nowhere without. It has that name itself, unless another bean does.
 */
class NamedClientsRegistrar implements ImportBeanDefinitionRegistrar {

	private final Environment environment;

	private final BeanFactory beanFactory;

	NamedClientsRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		for (String name : Roles.of(this.beanFactory, this.environment).clientNames()) {
			boolean taken = registry.containsBeanDefinition(name);
			if (!taken || !this.beanFactory.isTypeMatch(name, ZmqClient.class)) {
				registry.registerBeanDefinition(taken ? name + "ZmqClient" : name, client(name));
			}
		}
	}

	private static RootBeanDefinition client(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(ApplicationClient.class);
		definition.setFactoryBeanName(ZmqClientAutoConfiguration.CLIENTS);
		definition.setFactoryMethodName("named");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setDefaultCandidate(false);
		return definition;
	}

}
