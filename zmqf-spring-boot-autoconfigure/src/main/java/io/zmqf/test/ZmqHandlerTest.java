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
 * Tests handlers. The context contains only the application's components with handler
 * methods, or the named ones. It adds JSON support, validation, and a router, a worker
 * and a client in memory. It also contains advice,
 * {@link io.zmqf.worker.ZmqHandlerInterceptor interceptors}, converters and formatters,
 * and Jackson components and modules. {@link ZmqTester} sends requests. Collaborators are
 * mocked with {@code @MockitoBean} or imported.
 *
 * @since 0.1.0
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(ZmqHandlerTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(ZmqHandlerTestTypeExcludeFilter.class)
@AutoConfigureJson
@AutoConfigureTestZmqTransport
@ImportAutoConfiguration
public @interface ZmqHandlerTest {

	/**
	 * Properties in {@code name=value} form to add to the environment.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Alias for {@link #handlers()}.
	 * @return the handlers under test; if empty, all beans with handler methods
	 */
	@AliasFor("handlers")
	Class<?>[] value() default {};

	/**
	 * The handlers under test; if empty, all beans with handler methods.
	 * @return the handlers under test
	 */
	@AliasFor("value")
	Class<?>[] handlers() default {};

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
