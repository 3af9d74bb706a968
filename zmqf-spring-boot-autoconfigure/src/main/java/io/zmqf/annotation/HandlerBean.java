package io.zmqf.annotation;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/**
 * A bean with handlers. A lazy one is created by the first request, one of a scope is
 * looked up by each.
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
	 * @param name its name
	 * @param type its class, behind any proxy
	 */
	HandlerBean(BeanFactory factory, String name, Class<?> type) {
		this.factory = factory;
		this.name = name;
		this.type = type;
		this.singleton = factory.isSingleton(name);
	}

	/**
	 * Whether a method that makes a bean has returned {@code null} instead.
	 * @param factory the factory of the bean
	 * @param name its name
	 * @return {@code false} also for a bean that is not there yet
	 */
	static boolean isNull(ConfigurableBeanFactory factory, String name) {
		Object made = factory.getSingleton(name);
		return made != null && isNull(made);
	}

	/** Spring's stand-in, which its package hides. */
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

	/** The class that calls go through. */
	Class<?> exposedType() {
		Class<?> exposed = this.factory.getType(this.name);
		return (exposed != null) ? exposed : this.type;
	}

	/**
	 * The bean.
	 * @return the bean, {@code null} where its factory method returned that
	 */
	@Nullable Object instance() {
		Object known = this.instance;
		if (known == null) {
			known = this.factory.getBean(this.name);
			if (this.singleton) {
				this.instance = known;
			}
		}
		return isNull(known) ? null : known;
	}

}
