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
 * Tests components that send requests. The context contains only the named components of
 * the application, JSON support, converters and formatters, Jackson components and
 * modules, and all clients. The clients are connected to a {@link MockZmqServer} in
 * memory. Configurations are excluded: import those that create declared clients.
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
	 * Properties in {@code name=value} form to add to the environment.
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
	 * Whether the default filters of the slice are used.
	 * @return {@code false} to include all components
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Filters that include further components.
	 * @return the include filters
	 */
	Filter[] includeFilters() default {};

	/**
	 * Filters that exclude components.
	 * @return the exclude filters
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to exclude.
	 * @return the classes
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
