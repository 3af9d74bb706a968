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
 * Makes beans of interfaces with {@link ZmqExchange}, whose calls go through a client of
 * the application. Without types and packages, the package of the annotated class is
 * searched for interfaces.
 * <p>
 * A bean of this kind is the one to be injected by its interface, also where another bean
 * implements the interface to answer its requests. Of several for one interface, it is
 * the one of the primary client, and each has the name of its client as a qualifier.
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
	 * @return as {@link #types()}
	 */
	@AliasFor("types")
	Class<?>[] value() default {};

	/**
	 * The interfaces.
	 * @return interfaces with {@link ZmqExchange} on methods
	 */
	@AliasFor("value")
	Class<?>[] types() default {};

	/**
	 * The packages to search for interfaces.
	 * @return names of packages
	 */
	String[] basePackages() default {};

	/**
	 * The packages to search for interfaces.
	 * @return any class of each
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * The client that sends the requests.
	 * @return {@code name} of a client in {@code zmqf.clients.<name>}; the primary client
	 * where it is empty
	 */
	String client() default "";

	/** Several imports on one class. */
	@Documented
	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@Import(ServiceClientsRegistrar.class)
	@interface Container {

		/**
		 * The imports.
		 * @return several
		 */
		ImportZmqClients[] value();

	}

}
