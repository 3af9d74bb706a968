package io.zmqf.service;

/**
 * Marker interface of all declared clients, which are not handlers. A bean that
 * implements a contract and calls a client of it, such as a cache, should implement this
 * interface too.
 *
 * @since 0.1.0
 */
public interface ServiceProxy {

	/**
	 * Whether a bean is a declared client.
	 * @param beanName the name of the bean
	 * @param type the type of the bean
	 * @return {@code true} if {@link ImportZmqClients} has registered it, or if its type
	 * is a {@link ServiceProxy}
	 */
	static boolean isBean(String beanName, Class<?> type) {
		return ServiceClients.isClient(beanName) || ServiceProxy.class.isAssignableFrom(type);
	}

}
