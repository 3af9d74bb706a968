package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * A bean with handlers. A lazy bean is created by the first request. A scoped bean is
 * looked up for each request.
 */
final class HandlerBean {

	private final BeanFactory factory;

	private final String name;

	private final Class<?> type;

	private final boolean singleton;

	private volatile @Nullable Object instance;

	/**
	 * Creates a reference to a bean, without creating the bean.
	 * @param factory the factory of the bean
	 * @param name the name of the bean
	 * @param type the class of the bean, not of its proxy
	 */
	HandlerBean(BeanFactory factory, String name, Class<?> type) {
		this.factory = factory;
		this.name = name;
		this.type = type;
		this.singleton = factory.isSingleton(name);
	}

	/**
	 * Whether the factory method of a bean returned {@code null}.
	 * @param factory the factory of the bean
	 * @param name the name of the bean
	 * @return {@code false} also for a bean that is not created yet
	 */
	static boolean isNull(ConfigurableBeanFactory factory, String name) {
		Object made = factory.getSingleton(name);
		return made != null && isNull(made);
	}

	/**
	 * Whether an object is Spring's placeholder for {@code null}, whose class is not
	 * public.
	 */
	private static boolean isNull(Object made) {
		return made.getClass().getName().equals("org.springframework.beans.factory.support.NullBean");
	}

	BeanFactory factory() {
		return this.factory;
	}

	String name() {
		return this.name;
	}

	Class<?> type() {
		return this.type;
	}

	/** Returns the class of the exposed bean, which may be a proxy. */
	Class<?> exposedType() {
		Class<?> exposed = this.factory.getType(this.name);
		return (exposed != null) ? exposed : this.type;
	}

	/**
	 * Returns the bean.
	 * @return the bean, or {@code null} if its factory method returned {@code null}
	 */
	@Nullable Object instance() {
		Object current = this.instance;
		if (current == null) {
			current = this.factory.getBean(this.name);
			if (this.singleton) {
				this.instance = current;
			}
		}
		return isNull(current) ? null : current;
	}

}
