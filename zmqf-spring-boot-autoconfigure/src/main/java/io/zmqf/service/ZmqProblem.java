package io.zmqf.service;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes an exception a problem that its caller gets to see: thrown by a handler, it is
 * sent as this problem, and a declared client throws it again. Its message is the detail
 * of the problem, its properties are further members. Properties called as the members of
 * a problem ({@code type}, {@code title}, {@code status}, {@code detail}, {@code event},
 * {@code errors}) are left out.
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
	 * @return a status of HTTP, 400 to 599
	 */
	int status() default 500;

	/**
	 * The title of the problem.
	 * @return the meaning of the type; made of the name of the class where it is empty
	 */
	String title() default "";

}
