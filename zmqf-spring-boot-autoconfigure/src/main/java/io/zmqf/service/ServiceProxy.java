package io.zmqf.service;

/**
 * Implemented by all declared clients, so that none is taken for a handler.
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
