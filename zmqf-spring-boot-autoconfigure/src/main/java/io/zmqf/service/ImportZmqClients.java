package io.zmqf.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AliasFor;

/**
 * Registers client beans for interfaces with {@link ZmqExchange}. Their calls are sent by
 * a client of the application. Without types and packages, the package of the annotated
 * class is scanned.
 * <p>
 * Such a bean is injected by its interface, even if another bean implements the interface
 * to handle its requests. If there are several for one interface, that of the primary
 * client is injected. Each has the name of its client as a qualifier.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(ImportZmqClients.Container.class)
@Import(ServiceClientsRegistrar.class)
public @interface ImportZmqClients {

	/**
	 * The interfaces.
	 * @return the interfaces
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The interfaces.
	 * @return the interfaces, with {@link ZmqExchange} on their methods
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * The packages to scan for interfaces.
	 * @return the package names
	 */
	String[] basePackages() default {};

	/**
	 * The packages to scan for interfaces.
	 * @return a class of each package
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * The client that sends the requests.
	 * @return the {@code name} of a client in {@code zmqf.clients.<name>}, or empty for
	 * the primary client
	 */
	String client() default "";

	/** Container annotation for several {@link ImportZmqClients} on one class. */
	@Documented
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Import(ServiceClientsRegistrar.class)
	@interface Container {

		/**
		 * The imports.
		 * @return the imports
		 */
		ImportZmqClients[] value();

	}

}
