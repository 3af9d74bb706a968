package io.zmqf.service;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Marks declared clients as primary, so that they are injected by their interface. Does
 * so unless the application has another primary bean.
 */
class ServiceClientCandidates implements BeanFactoryPostProcessor {

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanDefinitionNames()) {
			if (ServiceClients.isClient(name) && isChosen(name, beanFactory)) {
				beanFactory.getBeanDefinition(name).setPrimary(true);
			}
		}
	}

	private static boolean isChosen(String name, ConfigurableListableBeanFactory beanFactory) {
		Class<?> type = beanFactory.getType(name, false);
		if (type == null) {
			return false;
		}
		List<String> clients = new ArrayList<>();
		for (String other : beanFactory.getBeanNamesForType(type, true, false)) {
			if (ServiceClients.isClient(other)) {
				clients.add(other);
			}
			else if (beanFactory.containsBeanDefinition(other) && beanFactory.getBeanDefinition(other).isPrimary()) {
				return false;
			}
		}
		return clients.size() == 1 || name.equals(ServiceClients.beanName(type, ""));
	}

}
