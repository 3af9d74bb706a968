package io.zmqf.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Maps an exception to a problem. If a handler throws it, the caller receives the
 * problem, and a declared client throws the exception again. Its message is the detail of
 * the problem, and its properties are further members. Properties with the names of a
 * problem's members ({@code type}, {@code title}, {@code status}, {@code detail}, {@code
 * event}, {@code errors}) are omitted.
 *
 * @since 0.1.0
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ZmqProblem {

	/**
	 * The type of the problem.
	 * @return a URI, such as {@code urn:shop:out-of-stock}
	 */
	String type();

	/**
	 * The status of the problem.
	 * @return an HTTP status, 400 to 599
	 */
	int status() default 500;

	/**
	 * The title of the problem.
	 * @return the title, or empty to derive it from the class name
	 */
	String title() default "";

}
