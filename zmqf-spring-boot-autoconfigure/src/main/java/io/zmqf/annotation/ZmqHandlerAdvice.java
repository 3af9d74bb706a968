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
 * answer for the handlers of other beans: of all, or of those that one of the attributes
 * selects. Where Spring Web is on the class path, {@code @ControllerAdvice} does the
 * same. Several are asked in their {@linkplain org.springframework.core.annotation.Order
 * order}, after the methods of the handler's own bean.
 *
 * @since 0.1.0
 */
@Documented
@Component
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ZmqHandlerAdvice {

	/**
	 * The packages of the handlers.
	 * @return as {@link #basePackages()}
	 */
	@AliasFor("basePackages")
	String[] value() default {};

	/**
	 * The packages of the handlers, with those within them.
	 * @return names of packages
	 */
	@AliasFor("value")
	String[] basePackages() default {};

	/**
	 * The packages of the handlers, with those within them.
	 * @return any class of each
	 */
	Class<?>[] basePackageClasses() default {};

	/**
	 * The classes and interfaces of the handlers.
	 * @return types of beans
	 */
	Class<?>[] assignableTypes() default {};

	/**
	 * The annotations of the classes of the handlers.
	 * @return annotations of beans
	 */
	Class<? extends Annotation>[] annotations() default {};

}
