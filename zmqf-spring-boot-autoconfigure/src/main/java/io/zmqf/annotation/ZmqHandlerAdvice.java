package io.zmqf.annotation;

import java.lang.annotation.Annotation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * A bean whose methods with
 * {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler}
 * handle exceptions of other beans' handlers: of all handlers, or of those that any of
 * the attributes selects. If Spring Web is on the class path, {@code @ControllerAdvice}
 * does the same. Several are applied in their
 * {@linkplain org.springframework.core.annotation.Order order}, after the methods of the
 * handler's own bean.
 *
 * @since 0.1.0
 */
@Documented
@Component
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ZmqHandlerAdvice {

	/**
	 * Returns the packages of the handlers.
	 * @return the names of packages, an alias for {@link #basePackages()}
	 */
	@AliasFor("basePackages")
	String[] value() default {};

	/**
	 * Returns the packages of the handlers, including subpackages.
	 * @return the names of packages
	 */
	@AliasFor("value")
	String[] basePackages() default {};

	/**
	 * Returns the packages of the handlers, including subpackages.
	 * @return any class of each package
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * Returns the classes and interfaces of the handlers.
	 * @return the types of beans
	 */
	Class<?>[] assignableTypes() default {};

	/**
	 * Returns the annotations of the classes of the handlers.
	 * @return the types of annotations
	 */
	Class<? extends Annotation>[] annotations() default {};

}
