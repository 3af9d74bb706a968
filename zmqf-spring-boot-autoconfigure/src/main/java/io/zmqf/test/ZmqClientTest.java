package io.zmqf.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.AutoConfigureJson;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests components that send requests: of the application's components only those that
 * are named are in the context, with JSON, converters and formatters, Jackson's
 * components and modules, and all clients, whose peer is a {@link MockZmqServer} in
 * memory. Configurations are not: import those that make declared clients.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(ZmqClientTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(ZmqClientTestTypeExcludeFilter.class)
@AutoConfigureJson
@ImportAutoConfiguration
public @interface ZmqClientTest {

	/**
	 * Properties in {@code name=value} form that are added to the environment.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Alias for {@link #components()}.
	 * @return the components under test
	 */
	@AliasFor("components")
	Class<?>[] value() default {};

	/**
	 * The components under test.
	 * @return the components under test
	 */
	@AliasFor("value")
	Class<?>[] components() default {};

	/**
	 * Whether components are filtered at all.
	 * @return whether the filters of the slice are used
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Further components of the slice.
	 * @return filters of components
	 */
	Filter[] includeFilters() default {};

	/**
	 * Components that are left out.
	 * @return filters of components
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations that are left out.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
