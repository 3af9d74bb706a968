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
 * Tests handlers: of the application's components only those with handler methods, or
 * those that are named, are in the context, with JSON, validation and a router, a worker
 * and a client in memory. What stands around all handlers is there too: advice,
 * {@link io.zmqf.worker.ZmqHandlerInterceptor interceptors}, converters and formatters,
 * and Jackson's components and modules. {@link ZmqTester} sends the requests.
 * Collaborators are mocked by {@code @MockitoBean}, or imported.
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
	 * Properties in {@code name=value} form that are added to the environment.
	 * @return the properties
	 */
	String[] properties() default {};

	/**
	 * Alias for {@link #handlers()}.
	 * @return the handlers under test, or none for all beans with handler methods
	 */
	@AliasFor("handlers")
	Class<?>[] value() default {};

	/**
	 * The handlers under test, or none for all beans with handler methods.
	 * @return the handlers under test, or none for all beans with handler methods
	 */
	@AliasFor("value")
	Class<?>[] handlers() default {};

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
