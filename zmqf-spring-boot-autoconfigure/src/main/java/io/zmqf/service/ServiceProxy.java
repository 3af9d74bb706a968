package io.zmqf.service;

/**
 * Implemented by all declared clients, so that none is taken for a handler. A bean that
 * calls a client by the same interface, such as one that caches its replies, implements
 * it too.
 *
 * @since 0.1.0
 */
public interface ServiceProxy {

	/**
	 * Whether a bean is a declared client.
	 * @param beanName the name of the bean
	 * @param type its type
	 * @return {@code true} where {@link ImportZmqClients} has registered it, or a
	 * {@link ZmqServiceProxyFactory} has made it
	 */
	static boolean isBean(String beanName, Class<?> type) {
		return ServiceClients.isClient(beanName) || ServiceProxy.class.isAssignableFrom(type);
	}

}
